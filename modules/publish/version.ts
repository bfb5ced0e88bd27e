/** The firmware's version, as Home Assistant and people see it. A test holds it to the package's. */
export const version = "0.1.0";
