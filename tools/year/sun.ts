/** The sun over a place: its height and what comes down under a clear sky. Angles in degrees, times in UTC. */

const radians = Math.PI / 180;
const day = 86_400_000;

/**
 * Sine of the sun's height over the horizon, negative below it. Declination and equation of time are the Fourier series
 * of Spencer (1971); with a year of 365 days they are right within half a degree, which is three minutes of sunset.
 * @param utc milliseconds since 1970.
 * @param longitude east is positive.
 */
export function sunHeight(utc: number, latitude: number, longitude: number): number {
	const sinceNewYear = (utc - Date.UTC(new Date(utc).getUTCFullYear(), 0, 1)) / day;
	const angle = (2 * Math.PI * sinceNewYear) / 365;
	const declination =
		0.006918 -
		0.399912 * Math.cos(angle) +
		0.070257 * Math.sin(angle) -
		0.006758 * Math.cos(2 * angle) +
		0.000907 * Math.sin(2 * angle) -
		0.002697 * Math.cos(3 * angle) +
		0.00148 * Math.sin(3 * angle);
	/** Minutes. */
	const equationOfTime =
		229.18 *
		(0.000075 +
			0.001868 * Math.cos(angle) -
			0.032077 * Math.sin(angle) -
			0.014615 * Math.cos(2 * angle) -
			0.040849 * Math.sin(2 * angle));
	const solarHours = (utc % day) / 3_600_000 + longitude / 15 + equationOfTime / 60;
	const hourAngle = (solarHours - 12) * 15 * radians;
	const phi = latitude * radians;
	return Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle);
}

/** W/m² on the flat ground under a clear sky (Haurwitz, 1945). */
export function clearSky(height: number): number {
	return height <= 0 ? 0 : 1098 * height * Math.exp(-0.057 / height);
}
