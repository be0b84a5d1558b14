/** The answers to the last few questions; who asks while an answer is being found waits for that one. */
export class Recent<Answer> {
  readonly #most: number;
  readonly #answers = new Map<string, Promise<Answer>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** A failure is not kept. */
  get(question: string, find: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(question);
    if (known !== undefined) return known;
    const answer = find();
    this.#answers.set(question, answer);
    answer.catch(() => this.#answers.delete(question));
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#most) break;
      this.#answers.delete(oldest);
    }
    return answer;
  }
}
