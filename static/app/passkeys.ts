/** Passkeys: the browser's half of making one, and of proving with one who is there. No DOM but the browser's keeper. */

/** What the server sends: bytes are base64url. */
interface Descriptor {
  id: string;
  type: PublicKeyCredentialType;
  transports?: AuthenticatorTransport[];
}

interface CreationOptions extends Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: Descriptor[];
}

interface RequestOptions extends Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> {
  challenge: string;
  allowCredentials?: Descriptor[];
}

export interface Options {
  creation_options?: { publicKey: CreationOptions };
  request_options?: { publicKey: RequestOptions };
}

/** Whether this browser keeps passkeys for this address. */
export function canUsePasskeys(): boolean {
  return isSecureContext && "PublicKeyCredential" in window && !/^(\d+\.){3}\d+$|^\[/.test(location.hostname);
}

/** Make one. `alone`: it is enough for logging in, so it asks for a finger, a face or a PIN. Rejects if not allowed. */
export async function makePasskey(options: CreationOptions, alone: boolean): Promise<unknown> {
  const residentKey = alone ? "required" : "discouraged";
  const userVerification = alone ? "required" : (options.authenticatorSelection?.userVerification ?? "preferred");
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map(descriptor),
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey,
        requireResidentKey: alone,
        userVerification,
      },
    },
  });
  const { response, ...about } = keyOf(made);
  const { attestationObject } = response as AuthenticatorAttestationResponse;
  const transports = (response as AuthenticatorAttestationResponse).getTransports?.() ?? [];
  return { ...about, response: { ...client(response), attestationObject: text(attestationObject), transports } };
}

/** Prove with one. Rejects if not allowed. */
export async function provePasskey(options: RequestOptions): Promise<unknown> {
  const proof = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map(descriptor),
    },
  });
  const { response, ...about } = keyOf(proof);
  const { authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  const said = { authenticatorData: text(authenticatorData), signature: text(signature) };
  return { ...about, response: { ...client(response), ...said, userHandle: userHandle && text(userHandle) } };
}

function keyOf(credential: Credential | null) {
  const key = credential as PublicKeyCredential;
  return {
    type: key.type,
    id: key.id,
    rawId: text(key.rawId),
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
    response: key.response,
  };
}

function client(response: AuthenticatorResponse): { clientDataJSON: string } {
  return { clientDataJSON: text(response.clientDataJSON) };
}

function descriptor({ id, ...rest }: Descriptor): PublicKeyCredentialDescriptor {
  return { ...rest, id: bytes(id) };
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const characters = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
