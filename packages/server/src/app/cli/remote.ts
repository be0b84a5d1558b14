import { OperatorError } from '../../kernel/index.ts';

interface Payload {
  readonly userErrors?: readonly { readonly path: readonly string[]; readonly message: string }[];
}

/** A server, as a program with a token sees it. */
export class Remote {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  /**
   * Asks over GraphQL; whatever is refused becomes an error with the server's own words. `Data` is what
   * the query asks for, as the schema of the server promises it.
   */
  async ask<Data extends object>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Data> {
    const response = await this.#send('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const answer = await readJson<{ data?: Data | null; errors?: { message: string }[] }>(response);
    const errors = answer?.errors ?? [];
    if (errors.length > 0) throw new OperatorError(errors.map(({ message }) => message).join('\n'));
    if (answer?.data == null) throw new OperatorError(`${this.#url} answered ${response.status}`);
    const refused = Object.values(answer.data as Record<string, Payload | null>).flatMap(
      (payload) => payload?.userErrors ?? [],
    );
    if (refused.length === 0) return answer.data;
    throw new OperatorError(refused.map(describe).join('\n'));
  }

  /** A file of the server, as it comes. */
  async download(path: string): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#send(path, {});
    if (response.ok && response.body !== null) return response.body;
    const refusal = await readJson<{ error?: { message: string } }>(response);
    throw new OperatorError(refusal?.error?.message ?? `${this.#url} answered ${response.status}`);
  }

  async #send(path: string, request: RequestInit): Promise<Response> {
    const headers = { ...request.headers, authorization: `Bearer ${this.#token}` };
    try {
      return await fetch(`${this.#url}${path}`, { ...request, headers });
    } catch {
      throw new OperatorError(
        `${this.#url} cannot be reached. Name the server in TOLLGATE_URL or with --url.`,
      );
    }
  }
}

/** Null when it is no JSON. */
async function readJson<Body>(response: Response): Promise<Body | null> {
  return response.json().then(
    (body) => body as Body,
    () => null,
  );
}

function describe({ path, message }: { path: readonly string[]; message: string }): string {
  const field = path.filter((part) => part !== 'input').join('.');
  return field === '' ? message : `${field}: ${message}`;
}
