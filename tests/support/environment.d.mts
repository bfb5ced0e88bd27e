/** Path of a program, or undefined. */
export function program(name: string): string | undefined;
export const mosquitto: string | undefined;
export const chromium: string | undefined;
export const openssl: string | undefined;
export const dbusDaemon: string | undefined;
export const xvfb: string | undefined;
export const simulator: boolean;
export const victronBle: true | undefined;
export function leftOut(): string[];
