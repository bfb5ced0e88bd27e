/** Names that the manifest gives. */

declare module "firmware";
declare module "traps";
