#include <sys/prctl.h>

/// From now on the system writes no core of this process, nor hands one to a program, and nobody but root looks
/// into its memory. Swift calls no function of a variable number of arguments.
static inline void process_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
