// A disk that fails: loaded into a program (LD_PRELOAD), it numbers what the program changes inside
// given folders, and at one number lets it fail, tears it, or kills the program. It can also keep a record
// of all changes, from which FaultTrace.swift makes what a power cut could have left.
//
//   FAULT_ROOTS    folders, absolute and without links, parted by colons
//   FAULT_RECORD   a file for the record
//   FAULT_AT       the number of the operation that fails, from 1
//   FAULT_KIND     error | full | short | kill-before | kill-after | torn
//   FAULT_ERRNO    of `error` and `full`
//   FAULT_ONWARD   if set: every operation from that number on fails
//   FAULT_CLOCK    seconds by which the clock is wrong
//
// `full` is a disk without room: half of the bytes that are being written are taken, then none;
// what makes no use of room (removing, renaming) goes on. Operations are numbered in the order in which
// they happen, one at a time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { most_files = 4096 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char roots[8][PATH_MAX];
static int root_count;
static int record = -1;
static long fault_at, operations;
static int fault_errno = EIO, onward, is_full, is_error, is_short, is_before, is_after, is_torn;
static long clock_offset;
// Of each descriptor: the number of its opening; 0 is not watched.
static uint32_t openings[most_files];
static uint32_t last_opening;

#define REAL(name)                                                    \
  static __typeof__(&name) real;                                      \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void put(const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    long done = syscall(SYS_write, record, next, count);
    if (done <= 0) abort();
    next += done;
    count -= (size_t)done;
  }
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("FAULT_CLOCK");
  clock_offset = text ? atol(text) : 0;
  text = getenv("FAULT_ROOTS");
  while (text && *text && root_count < 8) {
    size_t length = strcspn(text, ":");
    if (length >= PATH_MAX) abort();
    memcpy(roots[root_count], text, length);
    roots[root_count++][length] = 0;
    text += length + (text[length] == ':');
  }
  text = getenv("FAULT_AT");
  fault_at = text ? atol(text) : 0;
  text = getenv("FAULT_ERRNO");
  if (text) fault_errno = atoi(text);
  onward = getenv("FAULT_ONWARD") != NULL;
  text = getenv("FAULT_KIND");
  if (text) {
    is_error = strcmp(text, "error") == 0;
    is_full = strcmp(text, "full") == 0;
    is_short = strcmp(text, "short") == 0;
    is_before = strcmp(text, "kill-before") == 0;
    is_after = strcmp(text, "kill-after") == 0;
    is_torn = strcmp(text, "torn") == 0;
    if (!(is_error | is_full | is_short | is_before | is_after | is_torn)) abort();
  }
  text = getenv("FAULT_RECORD");
  if (text) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    record = fcntl(file, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, file);
    if (record < 0) abort();
  }
}

// MARK: Which files

static int is_watched(const char *path) {
  for (int i = 0; i < root_count; i++) {
    size_t length = strlen(roots[i]);
    if (strncmp(path, roots[i], length) == 0 && (path[length] == 0 || path[length] == '/')) return 1;
  }
  return 0;
}

// The path without links in its folders; its last part as it is.
static int canonical(int folder, const char *path, char *result) {
  char whole[PATH_MAX * 2], parent[PATH_MAX];
  if (!path || root_count == 0) return 0;
  if (path[0] == '/') {
    snprintf(whole, sizeof whole, "%s", path);
  } else {
    char base[PATH_MAX] = "";
    if (folder == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) return 0;
    } else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
      ssize_t length = readlink(link, base, sizeof base - 1);
      if (length <= 0) return 0;
      base[length] = 0;
    }
    snprintf(whole, sizeof whole, "%s/%s", base, path);
  }
  size_t length = strlen(whole);
  while (length > 1 && whole[length - 1] == '/') whole[--length] = 0;
  char *slash = strrchr(whole, '/');
  if (!slash) return 0;
  const char *name = slash + 1;
  *slash = 0;
  if (!realpath(whole[0] ? whole : "/", parent)) return 0;
  if (strcmp(name, ".") == 0) {
    snprintf(result, PATH_MAX, "%s", parent);
  } else {
    snprintf(result, PATH_MAX, "%s/%s", strcmp(parent, "/") ? parent : "", name);
  }
  return is_watched(result);
}

static uint32_t opening(int file) {
  return file >= 0 && file < most_files ? openings[file] : 0;
}

// MARK: Numbers and faults

enum operation {
  op_open = 'o', op_write = 'w', op_sync = 's', op_rename = 'r', op_unlink = 'u', op_rmdir = 'd',
  op_truncate = 't', op_mkdir = 'm', op_link = 'l', op_mapped = '!'
};

// kind, opening, offset, length, two texts: what FaultTrace reads.
static void note(
    enum operation kind, uint32_t file, uint64_t offset, const void *bytes, uint64_t length, const char *other) {
  if (record < 0) return;
  char head[25];
  uint32_t second = other ? (uint32_t)strlen(other) : 0;
  head[0] = (char)kind;
  memcpy(head + 1, &file, 4);
  memcpy(head + 5, &offset, 8);
  memcpy(head + 13, &length, 8);
  memcpy(head + 21, &second, 4);
  put(head, sizeof head);
  if (bytes) put(bytes, length);
  if (other) put(other, second);
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

enum verdict { go, fail, half, half_then_die, then_die };

// Numbers an operation and says what becomes of it. Called and left with the mutex held.
static enum verdict judge(int takes_room, int is_write) {
  operations++;
  if (fault_at == 0 || operations < fault_at) return go;
  int is_first = operations == fault_at;
  if (!is_first && !onward) return go;
  if (is_before) die();
  if (is_after) return then_die;
  if (is_torn) {
    if (!is_write) die();
    return half_then_die;
  }
  if (is_short) return is_write ? half : go;
  // On a disk that has begun to fail, files can still be removed: what is left behind was forgotten.
  if (is_error) return is_first || takes_room ? fail : go;
  if (is_full && takes_room) return is_first && is_write ? half : fail;
  return go;
}

static int refuse(void) {
  pthread_mutex_unlock(&mutex);
  errno = fault_errno;
  return -1;
}

static void leave(enum verdict verdict) {
  if (verdict == then_die || verdict == half_then_die) die();
  int saved = errno;
  pthread_mutex_unlock(&mutex);
  errno = saved;
}

// MARK: Opening and closing

static int opened(int folder, const char *path, int flags, mode_t mode) {
  char place[PATH_MAX];
  if (!canonical(folder, path, place)) return (int)syscall(SYS_openat, folder, path, flags, mode);
  pthread_mutex_lock(&mutex);
  struct stat status;
  int is_there = syscall(SYS_newfstatat, folder, path, &status, 0) == 0;
  int is_unnamed = (flags & O_TMPFILE) == O_TMPFILE;
  int makes = ((flags & O_CREAT) && !is_there) || is_unnamed;
  int cuts = (flags & O_TRUNC) && is_there && (flags & O_ACCMODE) != O_RDONLY && status.st_size > 0;
  enum verdict verdict = makes || cuts ? judge(makes, 0) : go;
  if (verdict == fail) return refuse();
  int file = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (file >= 0 && file < most_files) {
    openings[file] = ++last_opening;
    note(op_open, last_opening, (uint64_t)(is_unnamed ? 3 : makes ? 1 : cuts ? 2 : 0), place, strlen(place), NULL);
  }
  leave(verdict);
  return file;
}

static mode_t mode_of(int flags, va_list list) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? (mode_t)va_arg(list, int) : 0;
}

#define OPEN(name)                              \
  int name(const char *path, int flags, ...) {  \
    va_list list;                               \
    va_start(list, flags);                      \
    mode_t mode = mode_of(flags, list);         \
    va_end(list);                               \
    return opened(AT_FDCWD, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                       \
  int name(int folder, const char *path, int flags, ...) { \
    va_list list;                                          \
    va_start(list, flags);                                 \
    mode_t mode = mode_of(flags, list);                    \
    va_end(list);                                          \
    return opened(folder, path, flags, mode);              \
  }
OPENAT(openat)
OPENAT(openat64)

int creat(const char *path, mode_t mode) {
  return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int close(int file) {
  REAL(close);
  if (file >= 0 && file == record) return 0;
  if (file >= 0 && file < most_files) openings[file] = 0;
  return real(file);
}

// MARK: Bytes

// `offset` is -1 for where the file stands.
static ssize_t written(int file, const void *bytes, size_t count, off_t offset) {
  int is_here = offset < 0;
  if (!opening(file)) {
    return is_here ? syscall(SYS_write, file, bytes, count)
                   : syscall(SYS_pwrite64, file, bytes, count, offset);
  }
  pthread_mutex_lock(&mutex);
  enum verdict verdict = judge(1, 1);
  if (verdict == fail) return refuse();
  if ((verdict == half || verdict == half_then_die) && count > 1) count /= 2;
  if (is_here) {
    struct stat status;
    int appends = fcntl(file, F_GETFL) & O_APPEND;
    offset = appends && fstat(file, &status) == 0 ? status.st_size : lseek(file, 0, SEEK_CUR);
  }
  ssize_t done = is_here ? syscall(SYS_write, file, bytes, count)
                         : syscall(SYS_pwrite64, file, bytes, count, offset);
  if (done > 0) note(op_write, opening(file), (uint64_t)offset, bytes, (uint64_t)done, NULL);
  leave(verdict);
  return done;
}

ssize_t write(int file, const void *bytes, size_t count) { return written(file, bytes, count, -1); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return written(file, bytes, count, offset);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  return written(file, bytes, count, offset);
}

static ssize_t gathered(int file, const struct iovec *parts, int count, off_t offset) {
  ssize_t sum = 0;
  for (int i = 0; i < count; i++) {
    ssize_t done = written(file, parts[i].iov_base, parts[i].iov_len, offset < 0 ? -1 : offset + sum);
    if (done < 0) return sum > 0 ? sum : -1;
    sum += done;
    if ((size_t)done < parts[i].iov_len) break;
  }
  return sum;
}
ssize_t writev(int file, const struct iovec *parts, int count) { return gathered(file, parts, count, -1); }
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
  return gathered(file, parts, count, offset);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset) {
  return gathered(file, parts, count, offset);
}

static int cut(int file, off_t length) {
  if (!opening(file)) return (int)syscall(SYS_ftruncate, file, length);
  pthread_mutex_lock(&mutex);
  enum verdict verdict = judge(0, 0);
  if (verdict == fail) return refuse();
  int code = (int)syscall(SYS_ftruncate, file, length);
  if (code == 0) note(op_truncate, opening(file), (uint64_t)length, NULL, 0, NULL);
  leave(verdict);
  return code;
}
int ftruncate(int file, off_t length) { return cut(file, length); }
int ftruncate64(int file, off64_t length) { return cut(file, length); }

static int synced(int file, int number) {
  if (!opening(file)) return (int)syscall(number, file);
  pthread_mutex_lock(&mutex);
  enum verdict verdict = judge(1, 0);
  if (verdict == fail) return refuse();
  int code = (int)syscall(number, file);
  if (code == 0) note(op_sync, opening(file), 0, NULL, 0, NULL);
  leave(verdict);
  return code;
}
int fsync(int file) { return synced(file, SYS_fsync); }
int fdatasync(int file) { return synced(file, SYS_fdatasync); }

// Ways to write that nothing here takes: whoever uses one must teach it to this file and to the record.
static void untaught(int file, const char *way) {
  if (!opening(file)) return;
  char line[128];
  int length = snprintf(line, sizeof line, "FaultyDisk.c does not know %s\n", way);
  syscall(SYS_write, 2, line, length);
  abort();
}

void *mmap(void *base, size_t length, int protection, int flags, int file, off_t offset) {
  if ((flags & MAP_SHARED) && (protection & PROT_WRITE)) untaught(file, "mmap");
  return (void *)syscall(SYS_mmap, base, length, protection, flags, file, offset);
}
void *mmap64(void *base, size_t length, int protection, int flags, int file, off64_t offset) {
  return mmap(base, length, protection, flags, file, offset);
}
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t count, unsigned flags) {
  untaught(out, "copy_file_range");
  return syscall(SYS_copy_file_range, in, from, out, to, count, flags);
}
ssize_t sendfile(int out, int in, off_t *offset, size_t count) {
  untaught(out, "sendfile");
  return syscall(SYS_sendfile, out, in, offset, count);
}
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) { return sendfile(out, in, offset, count); }
int fallocate(int file, int mode, off_t offset, off_t length) {
  untaught(file, "fallocate");
  return (int)syscall(SYS_fallocate, file, mode, offset, length);
}
int fallocate64(int file, int mode, off64_t offset, off64_t length) {
  return fallocate(file, mode, offset, length);
}
int posix_fallocate(int file, off_t offset, off_t length) {
  untaught(file, "posix_fallocate");
  return (int)syscall(SYS_fallocate, file, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int file, off64_t offset, off64_t length) {
  return posix_fallocate(file, offset, length);
}

// MARK: Names

static int named(enum operation kind, int folder, const char *path, int number, long argument, int takes_room) {
  char place[PATH_MAX];
  if (!canonical(folder, path, place)) return (int)syscall(number, folder, path, argument);
  pthread_mutex_lock(&mutex);
  // What cannot be done changes nothing and has no number.
  struct stat status;
  int is_there = syscall(SYS_newfstatat, folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0;
  enum verdict verdict = is_there == (kind != op_mkdir) ? judge(takes_room, 0) : go;
  if (verdict == fail) return refuse();
  int code = (int)syscall(number, folder, path, argument);
  if (code == 0) note(kind, 0, 0, place, strlen(place), NULL);
  leave(verdict);
  return code;
}

int unlink(const char *path) { return named(op_unlink, AT_FDCWD, path, SYS_unlinkat, 0, 0); }
int unlinkat(int folder, const char *path, int flags) {
  return named(flags & AT_REMOVEDIR ? op_rmdir : op_unlink, folder, path, SYS_unlinkat, flags, 0);
}
int remove(const char *path) {
  struct stat status;
  int is_folder = lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
  return unlinkat(AT_FDCWD, path, is_folder ? AT_REMOVEDIR : 0);
}
int rmdir(const char *path) { return named(op_rmdir, AT_FDCWD, path, SYS_unlinkat, AT_REMOVEDIR, 0); }
int mkdir(const char *path, mode_t mode) { return named(op_mkdir, AT_FDCWD, path, SYS_mkdirat, mode, 1); }
int mkdirat(int folder, const char *path, mode_t mode) {
  return named(op_mkdir, folder, path, SYS_mkdirat, mode, 1);
}

static int moved(
    enum operation kind, int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  char source[PATH_MAX], target[PATH_MAX];
  int number = kind == op_rename ? SYS_renameat2 : SYS_linkat;
  int is_inside = canonical(from_folder, from, source);
  if (!(canonical(to_folder, to, target) | is_inside)) {
    return (int)syscall(number, from_folder, from, to_folder, to, flags);
  }
  pthread_mutex_lock(&mutex);
  enum verdict verdict = judge(kind == op_link, 0);
  if (verdict == fail) return refuse();
  int code = (int)syscall(number, from_folder, from, to_folder, to, flags);
  // A file that had no name gets one through its descriptor.
  static const char descriptors[] = "/proc/self/fd/";
  uint32_t file = 0;
  if (kind == op_link && strncmp(from, descriptors, sizeof descriptors - 1) == 0) {
    file = opening(atoi(from + sizeof descriptors - 1));
  }
  if (code == 0) note(kind, file, 0, source, strlen(source), target);
  leave(verdict);
  return code;
}
int rename(const char *from, const char *to) { return moved(op_rename, AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return moved(op_rename, from_folder, from, to_folder, to, 0);
}
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  return moved(op_rename, from_folder, from, to_folder, to, flags);
}
int link(const char *from, const char *to) { return moved(op_link, AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  return moved(op_link, from_folder, from, to_folder, to, (unsigned)flags);
}

// MARK: The clock

int clock_gettime(clockid_t clock, struct timespec *now) {
  int code = (int)syscall(SYS_clock_gettime, clock, now);
  if (code == 0 && clock == CLOCK_REALTIME) now->tv_sec += clock_offset;
  return code;
}
int gettimeofday(struct timeval *now, void *zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}
