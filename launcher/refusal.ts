/** Something that only the person who started us can put right. Its message is all that they need to see of it. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}
