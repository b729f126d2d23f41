/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of system calls, of x86-64: those that are used most.
 */
#ifndef _ASM_UNISTD_H
#define _ASM_UNISTD_H

#define __NR_read	    0
#define __NR_write	    1
#define __NR_open	    2
#define __NR_close	    3
#define __NR_stat	    4
#define __NR_fstat	    5
#define __NR_lseek	    8
#define __NR_mmap	    9
#define __NR_mprotect	    10
#define __NR_munmap	    11
#define __NR_brk	    12
#define __NR_rt_sigaction   13
#define __NR_rt_sigprocmask 14
#define __NR_ioctl	    16
#define __NR_access	    21
#define __NR_pipe	    22
#define __NR_sched_yield    24
#define __NR_msync	    26
#define __NR_madvise	    28
#define __NR_pause	    34
#define __NR_nanosleep	    35
#define __NR_getpid	    39
#define __NR_socket	    41
#define __NR_fork	    57
#define __NR_execve	    59
#define __NR_exit	    60
#define __NR_wait4	    61
#define __NR_kill	    62
#define __NR_uname	    63
#define __NR_mkdir	    83
#define __NR_unlink	    87
#define __NR_chmod	    90
#define __NR_getrlimit	    97
#define __NR_getuid	    102
#define __NR_ptrace	    101
#define __NR_getppid	    110
#define __NR_sigaltstack    131
#define __NR_setrlimit	    160
#define __NR_reboot	    169
#define __NR_init_module    175
#define __NR_delete_module  176
#define __NR_gettid	    186
#define __NR_getdents64	    217
#define __NR_clock_gettime  228
#define __NR_exit_group	    231
#define __NR_openat	    257
#define __NR_finit_module   313
#define __NR_memfd_create   319
#define __NR_execveat	    322
#define __NR_pkey_mprotect  329
#define __NR_pkey_alloc	    330
#define __NR_pkey_free	    331

#endif
