/* The simulator's process: its folder, the request to end, and the new start that stands for a restart or a sleep. */

#ifdef _WIN32
#define _CRT_RAND_S
#endif
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef _WIN32
#include <direct.h>
#include <process.h>
#include <windows.h>
#define makeFolder(path) _mkdir(path)
#define chdir _chdir
#define home "USERPROFILE"
#define leave _exit
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#define makeFolder(path) mkdir(path, 0700)
#define home "HOME"
#define leave _exit
#endif

#define reasonName "HELIOGRAPH_RESET_REASON"

static volatile sig_atomic_t stopRequested = 0;

static void requestStop(int number)
{
	(void)number;
	stopRequested = 1;
}

/* Makes the folder of preferences and retained memory the current one: $HELIOGRAPH_FOLDER, or in the home folder. */
int32_t processBegin(void)
{
	char path[1024];
	const char *folder = getenv("HELIOGRAPH_FOLDER");

	signal(SIGTERM, requestStop);
	signal(SIGINT, requestStop);
	if (folder && *folder)
		snprintf(path, sizeof(path), "%s", folder);
	else
		snprintf(path, sizeof(path), "%s/.heliograph", getenv(home) ? getenv(home) : ".");
	makeFolder(path);
	return chdir(path);
}

/* 0, or -1 without random numbers. */
int32_t processRandom(uint8_t *bytes, uint32_t count)
{
#ifdef _WIN32
	unsigned int value;
	for (uint32_t i = 0; i < count; i++) {
		if (rand_s(&value))
			return -1;
		bytes[i] = (uint8_t)value;
	}
	return 0;
#else
	FILE *file = fopen("/dev/urandom", "rb");
	size_t got = file ? fread(bytes, 1, count, file) : 0;
	if (file)
		fclose(file);
	return got == count ? 0 : -1;
#endif
}

int32_t processStopRequested(void)
{
	return stopRequested;
}

void processEnd(void)
{
	leave(0);
}

/* Empty after a start by hand. */
const char *processResetReason(void)
{
	const char *reason = getenv(reasonName);
	return reason ? reason : "";
}

/* After some milliseconds the same program begins anew; its environment tells why. Without exec it only ends. */
void processRestart(char *reason, uint32_t delay)
{
#ifdef __linux__
	static char words[4096];
	char *arguments[32];
	size_t length = 0;
	int count = 0, file = open("/proc/self/cmdline", O_RDONLY);
	ssize_t part;
	struct timespec rest;

	setenv(reasonName, reason, 1);
	while (file >= 0 && length < sizeof(words) - 1
		&& (part = read(file, words + length, sizeof(words) - 1 - length)) > 0)
		length += (size_t)part;
	for (size_t at = 0; at < length && count < 31; at += strlen(words + at) + 1)
		arguments[count++] = words + at;
	arguments[count] = NULL;
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	rest.tv_sec = delay / 1000;
	rest.tv_nsec = (long)(delay % 1000) * 1000000;
	while (nanosleep(&rest, &rest) < 0 && errno == EINTR)
		;
	/* last, so that the window stays during a sleep */
	for (int descriptor = 3; descriptor < 1024; descriptor++)
		close(descriptor);
	execv("/proc/self/exe", arguments);
#else
	(void)reason;
	(void)delay;
#endif
	leave(1);
}
