#include <malloc.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// From now on the system writes no core of this process, nor hands one to a program, and nobody but root looks
/// into its memory. Swift calls no function of a variable number of arguments.
static inline void process_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// Has the system begin to bring a stretch of a file to the disk, without waiting for it: what has to wait later
/// waits less. Only a hint.
static inline void process_begin_writing(int file, long offset, long count) {
  syscall(SYS_sync_file_range, file, offset, count, 2 /* SYNC_FILE_RANGE_WRITE */);
}

/// Gives the system back what was freed, which the allocator else keeps for what comes.
static inline void process_return_memory(void) { malloc_trim(0); }
