// What is wrong with a secret that is not accepted. Few settings have one, so it is loaded with the first.
import {
  MAX_KEY_BYTES,
  MIN_DIFFERENT,
  MIN_KEY_BYTES,
  MIN_TOKEN,
  type SecretFlaw,
} from './secret-limits';

const VARIED = `${MIN_DIFFERENT} of them different, and not the same ones again and again`;

const DESCRIPTIONS: Readonly<Record<SecretFlaw, string>> = {
  key: `begins with whsec_ and must go on with the base64 of ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes, ${VARIED}; make one with: echo "whsec_$(openssl rand -base64 32)"`,
  prefix: 'looks like a key of Standard Webhooks, of which only whsec_ ones (HMAC) are supported',
  characters: 'must be printable ASCII, since it travels in a header',
  token: `must have at least ${MIN_TOKEN} characters, ${VARIED}; make one with: openssl rand -hex 24`,
};

/** The rest of a sentence that begins with the secret's place; never its text. */
export const describeFlaw = (flaw: SecretFlaw): string => DESCRIPTIONS[flaw];
