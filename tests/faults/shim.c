/* Counts what this process writes to files, and fails or dies at a step that it is told.
 *
 * Loaded with LD_PRELOAD in front of the C library, it sees what Python, SQLite, numpy and tantivy
 * do alike. Only calls that change files are steps: writes to pipes and terminals are not. It does
 * nothing until `shim_arm` is called.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* The same numbers are in server.py. KILL dies before the step, TEAR in the middle of a write. */
enum { OFF, COUNT, KILL, TEAR, ERROR_ONCE, ERROR_FROM };

static _Atomic int action = OFF;
static _Atomic long at = 0, steps = 0;
static _Atomic int code = 0;
static char kinds[1 << 16]; /* of each step: 'w' a write, which can be torn; '.' any other */

void shim_arm(int new_action, long new_at, int new_code) {
    at = new_at;
    code = new_code;
    steps = 0;
    memset(kinds, 0, sizeof kinds);
    action = new_action;
}

long shim_steps(void) { return steps; }

const char *shim_kinds(void) { return kinds; }

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* 0: go on. 1: fail with `code`. 2: write half, then die. `grows`: it needs space on the disk. */
static int step_of(char kind, int grows) {
    if (action == OFF) return 0;
    long now = atomic_fetch_add(&steps, 1) + 1;
    if (now < (long)sizeof kinds) kinds[now - 1] = kind;
    if (action == KILL && now == at) die();
    if (action == TEAR && now == at) {
        if (kind == 'w') return 2;
        die();
    }
    /* A full disk refuses what needs space; a broken one refuses whatever comes. */
    if (code == ENOSPC && !grows) return 0;
    if ((action == ERROR_ONCE && now == at) || (action == ERROR_FROM && now >= at)) {
        errno = code;
        return 1;
    }
    return 0;
}

static int step(int grows) { return step_of('.', grows); }
static int write_step(void) { return step_of('w', 1); }

static int is_file(int descriptor) {
    struct stat status;
    return action != OFF && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    int told = is_file(fd) ? write_step() : 0;
    if (told == 1) return -1;
    if (told == 2) { real(fd, data, size / 2); die(); }
    return real(fd, data, size);
}

#define PWRITE(name) \
    ssize_t name(int fd, const void *data, size_t size, off_t offset) { \
        REAL(ssize_t, #name, int, const void *, size_t, off_t); \
        int told = is_file(fd) ? write_step() : 0; \
        if (told == 1) return -1; \
        if (told == 2) { real(fd, data, size / 2, offset); die(); } \
        return real(fd, data, size, offset); \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    int told = is_file(fd) ? write_step() : 0;
    if (told == 1) return -1;
    if (told == 2) { real(fd, parts, count / 2); die(); }
    return real(fd, parts, count);
}

/* numpy and FAISS write through stdio, whose own calls of write cannot be seen from here. */
size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    REAL(size_t, "fwrite", const void *, size_t, size_t, FILE *);
    int told = is_file(fileno(file)) ? write_step() : 0;
    if (told == 1) return 0;
    if (told == 2) { real(data, size, count / 2, file); fflush(file); die(); }
    return real(data, size, count, file);
}

int fflush(FILE *file) {
    REAL(int, "fflush", FILE *);
    if (file && is_file(fileno(file)) && step(1)) return EOF;
    return real(file);
}

#define ON_DESCRIPTOR(name) \
    int name(int fd) { \
        REAL(int, #name, int); \
        if (action != OFF && step(0)) return -1; \
        return real(fd); \
    }
ON_DESCRIPTOR(fsync)
ON_DESCRIPTOR(fdatasync)

#define TRUNCATE(name) \
    int name(int fd, off_t size) { \
        REAL(int, #name, int, off_t); \
        if (is_file(fd) && step(size > 0)) return -1; \
        return real(fd, size); \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define ON_PATH(name) \
    int name(const char *path) { \
        REAL(int, #name, const char *); \
        if (step(0)) return -1; \
        return real(path); \
    }
ON_PATH(unlink)
ON_PATH(rmdir)
ON_PATH(remove)

int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    if (step(0)) return -1;
    return real(folder, path, flags);
}

#define ON_TWO_PATHS(name, grows) \
    int name(const char *from, const char *to) { \
        REAL(int, #name, const char *, const char *); \
        if (step(grows)) return -1; \
        return real(from, to); \
    }
ON_TWO_PATHS(rename, 1)
ON_TWO_PATHS(link, 1)
ON_TWO_PATHS(symlink, 1)

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *);
    if (step(1)) return -1;
    return real(from_folder, from, to_folder, to);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    if (step(1)) return -1;
    return real(path, mode);
}

/* Opening is a step where it makes a file or empties one. */
static int changes(int flags) { return (flags & (O_CREAT | O_TRUNC)) != 0; }

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (changes(flags) && step((flags & O_CREAT) && access(path, F_OK))) return -1; \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        REAL(int, #name, int, const char *, int, ...); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (changes(flags) && step((flags & O_CREAT) && faccessat(folder, path, F_OK, 0))) \
            return -1; \
        return real(folder, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name) \
    FILE *name(const char *path, const char *mode) { \
        REAL(FILE *, #name, const char *, const char *); \
        if (strpbrk(mode, "wa+") && step(access(path, F_OK))) return NULL; \
        return real(path, mode); \
    }
FOPEN(fopen)
FOPEN(fopen64)
