/** Wrong usage: the command line prints the sentence and exits with 2. */
export class UsageError extends Error {}
