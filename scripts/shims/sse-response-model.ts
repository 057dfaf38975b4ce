/** Stands in for the SDK's event stream. No action of Redis answers with one, so something on the way to the API did. */
export class SSEResponseModel {
  constructor() {
    const message = 'the answer is an event stream, and none was asked for';
    throw Object.assign(new Error(message), { httpCode: 200 });
  }
}
