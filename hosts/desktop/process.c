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

#include "xsmc.h"

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
void xs_process_begin(xsMachine *the)
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
	xsmcSetBoolean(xsResult, chdir(path) == 0);
}

/* Fills an ArrayBuffer. False without random numbers. */
void xs_process_random(xsMachine *the)
{
	uint8_t *bytes = xsmcToArrayBuffer(xsArg(0));
	size_t count = (size_t)xsmcGetArrayBufferLength(xsArg(0)), got = 0;
#ifdef _WIN32
	unsigned int value;
	while (got < count && !rand_s(&value))
		bytes[got++] = (uint8_t)value;
#else
	FILE *file = fopen("/dev/urandom", "rb");
	if (file) {
		got = fread(bytes, 1, count, file);
		fclose(file);
	}
#endif
	xsmcSetBoolean(xsResult, got == count);
}

void xs_process_stopRequested(xsMachine *the)
{
	xsmcSetBoolean(xsResult, stopRequested != 0);
}

void xs_process_end(xsMachine *the)
{
	(void)the;
	leave(0);
}

/* Empty after a start by hand. */
void xs_process_resetReason(xsMachine *the)
{
	const char *reason = getenv(reasonName);
	xsmcSetString(xsResult, reason ? (char *)reason : "");
}

/*
	(reason, delay): after some milliseconds the same program begins anew; its environment tells why. Without exec it only
	ends.
*/
void xs_process_restart(xsMachine *the)
{
#ifdef __linux__
	uint32_t delay = (uint32_t)xsmcToInteger(xsArg(1));
	static char words[4096];
	char *arguments[32];
	size_t length = 0;
	int count = 0, file = open("/proc/self/cmdline", O_RDONLY);
	ssize_t part;
	struct timespec rest;

	setenv(reasonName, xsmcToString(xsArg(0)), 1);
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
	(void)the;
#endif
	leave(1);
}
