// What an error page says in Chinese: what is wrong, and what to do about it. The sentence that the log has stands below it.
import type { RejectionCode } from '../rejection';
import type { CRASH_CODE } from '../result';

type Text = readonly [title: string, remedy: string];

const OWN: Readonly<Record<RejectionCode | typeof CRASH_CODE, Text>> = {
  ValidationFailed: ['请求有误', '请按下面的说明修改'],
  TimerTimeIsAhead: ['定时事件的时间未到', ''],
  TimerTimeIsOld: ['定时事件太旧', ''],
  Unauthenticated: ['认证失败', '用户名任意，密码填令牌'],
  NotAllowed: ['设置不允许这个请求', '请修改请求，或由管理员修改设置'],
  NoSuchRoute: ['没有这个路径', '可读的有 …/coverage、…/backups、…/tasks/{TaskId}、…/health'],
  MethodNotAllowed: ['不支持这个方法', '请用下面写的方法'],
  BodyTooLarge: ['请求体太大', ''],
  UnsupportedMediaType: ['请求体不是 JSON', ''],
  NothingSelected: ['没有选中任何实例', '请检查标签、名称和地域'],
  Misconfigured: ['函数的设置有误', '管理员可用上面的请求 ID 在函数日志里查到原因'],
  WebhookClosed: ['webhook 未开放', '请管理员设置 WEBHOOK_SECRETS'],
  DeadlineTooNear: ['时间不够', '请减少实例或地域后重试'],
  InternalFault: ['函数出错', '管理员可用上面的请求 ID 在函数日志里查到原因'],
};

/** For a code of the API, or of the connection to it, the status decides. */
const BY_STATUS: Readonly<Record<number, Text>> = {
  400: ['API 拒绝了请求', '请检查 ID 和地域'],
  403: ['没有权限', '请用 npm run policy 核对执行角色的策略'],
  404: ['没有找到', '请检查 ID 和地域'],
  409: ['实例正忙', '请稍后重试'],
  410: ['实例已不存在', ''],
  429: ['调用过于频繁', '请稍后重试'],
  500: ['函数的设置有误', '请管理员检查执行角色和接入点'],
  502: ['Redis 服务出错', '请稍后重试'],
  503: ['连不上 API', '请稍后重试，或检查函数的网络'],
  504: ['API 没有正常响应', '请稍后重试'],
};

export const findErrorText = (code: string, status: number): Text =>
  (OWN as Readonly<Record<string, Text>>)[code] ?? BY_STATUS[status] ?? ['出错', ''];

/** The sentences about the parameters of a query; any other stays in English. */
const SENTENCES: readonly (readonly [english: RegExp, chinese: string])[] = [
  [/^unknown field; did you mean (.+)\?$/, '没有这个参数；是不是 $1？'],
  [/^unknown field; the fields are (.+)$/, '没有这个参数；可用的有 $1'],
  [/^unknown field$/, '没有这个参数'],
  [
    /^no target; give (.+) or (InstanceIds), or set (.+)$/,
    '没有说明查哪些实例；请给 $1 或 $2，或设置 $3',
  ],
  [/^no target; give .+$/, '没有说明是哪个实例'],
  [/^missing$/, '缺少这个参数'],
  [/^missing; give Region, or set (.+)$/, '缺少 Region；请给出，或设置 $1'],
  [/^must be an? .+ like (\S+).*$/, '应写成 $1 这样'],
  [/^must be a number of hours above 0, at most (\d+).*$/, '应为大于 0、不超过 $1 的小时数'],
  [/^must be a task number.*$/, '应为任务号'],
  [/^(.+) is not allowed by the setting (\w+)$/, '设置 $2 不允许 $1'],
];

export function toChinese(message: string): string {
  const found = SENTENCES.find(([english]) => english.test(message));
  return found === undefined ? message : message.replace(...found);
}
