/** Stands in for firmware that does not start. */
throw new Error("not today");
