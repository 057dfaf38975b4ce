// A refusal of the API: code and message as its error envelope carries them.

/** Texts of the common and Redis error-code pages (tencentcloud.com/document/product/239/32050), shortened. */
const TEXTS: Readonly<Record<string, string>> = {
  AuthFailure: 'CAM signature/authentication error.',
  'AuthFailure.InvalidAuthorization': 'Authorization in the request header is invalid.',
  'AuthFailure.SecretIdNotFound': 'The SecretId is not found.',
  'AuthFailure.SignatureExpire': 'Timestamp and server time differ by more than five minutes.',
  'AuthFailure.SignatureFailure':
    'The provided credentials could not be validated. Please check your signature is correct.',
  'AuthFailure.TokenFailure': 'Token error.',
  'AuthFailure.UnauthorizedOperation': 'The request is not authorized.',
  'FailedOperation.CommitFlowError': 'Failed to submit the task.',
  'FailedOperation.SystemError': 'Internal system error, irrelevant to the business.',
  InternalError: 'Internal error.',
  'InternalError.InternalError': 'Internal error.',
  'InvalidParameter.InvalidParameter': 'Invalid business parameter.',
  'InvalidParameter.PermissionDenied': 'The API has no CAM permissions.',
  NoSuchVersion: 'The API version does not exist.',
  RequestLimitExceeded: 'The request frequency exceeds the limit.',
  'ResourceNotFound.InstanceNotExists': 'No Redis instance is found by the serialId.',
  'ResourceUnavailable.InstanceDeleted': 'The instance has already been repossessed.',
  'ResourceUnavailable.InstanceIsolated': 'The instance has expired.',
  'ResourceUnavailable.InstanceLockedError': 'Redis has been locked by another process.',
  'ResourceUnavailable.InstanceStateError': 'Instance status error.',
  'ResourceUnavailable.InstanceStatusAbnormal':
    'Redis status is exceptional; the process cannot be executed.',
  'UnauthorizedOperation.NoCAMAuthed': 'No CAM permissions.',
  UnsupportedProtocol: 'The HTTP(S) request protocol is not supported.',
  UnsupportedRegion: 'The API does not support the requested region.',
};

export class ApiError extends Error {
  /** `message` defaults to the documented text of the code. */
  constructor(
    readonly code: string,
    message: string = TEXTS[code] ?? `Refused with ${code}.`,
  ) {
    super(message);
  }
}

/** The code the Redis pages give for any business parameter out of range. */
export const invalid = (message: string) =>
  new ApiError('InvalidParameter.InvalidParameter', message);

export const missing = (name: string) =>
  new ApiError('MissingParameter', `The request is missing a required parameter \`${name}\`.`);
