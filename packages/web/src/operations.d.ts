declare module 'virtual:operations' {
  /** The SHA-256 of each operation that the built page may send, by its name. */
  const hashes: Readonly<Record<string, string>>;
  export default hashes;
}
