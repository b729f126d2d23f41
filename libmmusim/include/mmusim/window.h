/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - real pointers into simulated memory.
 *
 * A window gives a range of linear addresses a place in the host's address
 * space. Loads, stores and jumps through pointers into it run on the host CPU
 * at full speed while the simulated TLB holds the page, and trap when it does
 * not; the trap asks mmu_access(). So the host mapping is a cache of the
 * simulated TLB, and whatever the simulated CPU would refuse faults.
 *
 * System calls of the host do not fault like instructions: mmu_sys_read() and
 * mmu_pin() are for these.
 *
 * CPU 0 of a machine owns its windows. x86-64 Linux hosts only.
 */
#ifndef MMUSIM_WINDOW_H
#define MMUSIM_WINDOW_H

#include <sys/types.h>

#include <mmusim/api.h>
#include <mmusim/cpu.h>

/**
 * struct mmu_window_config - where a window shall lie
 * @size:  sizeof(struct mmu_window_config)
 * @la:    first linear address; a multiple of 4096
 * @len:   in bytes; a multiple of 4096, not 0
 * @hint:  host address that would be welcome; 0: anywhere
 * @host_lo, @host_hi: the window must lie within; 0: no limit
 * @align: alignment of the host address, a power of two; 0: as @la, up to
 *         2 MiB
 * @identity: the range maps linearly to physical memory from @pa on, for the
 *         most part (a kernel's direct map); such pages are then made
 *         accessible in place, which is cheaper
 * @pa:    with @identity: physical address of @la
 */
struct mmu_window_config {
	size_t size;
	uint64_t la;
	uint64_t len;
	uint64_t hint;
	uint64_t host_lo, host_hi;
	uint64_t align;
	bool identity;
	uint64_t pa;
};

/**
 * mmu_window_open - open a window
 * @machine: the machine
 * @config:  where; not kept
 *
 * Return: 0; -EINVAL for misaligned, empty, non-canonical ranges; -EEXIST when
 * it overlaps another window of the machine; -ENOSPC when no host range fits
 * (mmu_last_error() tells why); -ENOTSUP on hosts without native windows, and
 * for a machine without a TLB; -EOWNERDEAD in a child of the process that has no
 * copy of the machine (mmu_set_fork_copy()); -EDEADLK as mmu_cpu_enter();
 * -ENOMEM.
 */
MMU_API int mmu_window_open(struct mmu_machine *machine,
			    const struct mmu_window_config *config);

/**
 * mmu_window_close - close the window that begins at @la
 *
 * Pointers into it become invalid. Return: 0; -ENOENT.
 */
MMU_API int mmu_window_close(struct mmu_machine *machine, uint64_t la);

/**
 * mmu_ptr - the host pointer of a linear address
 *
 * mmu_ptr() and mmu_la() are inverses on windows and the identity elsewhere.
 */
MMU_API void *mmu_ptr(struct mmu_machine *machine, uint64_t la);

/** mmu_la - the linear address of a host pointer */
MMU_API uint64_t mmu_la(struct mmu_machine *machine, const void *ptr);

/*
 * System calls and memory in windows.
 *
 * The limit: a system call of the host does not fault on our behalf. Given a
 * pointer into a window, read(2) answers EFAULT, or stops short, at the first
 * page that the host does not show at the moment, although an access by an
 * instruction would have brought it in.
 *
 *     read(fd, ptr, len)            wrong: EFAULT, sooner or later
 *     mmu_sys_read(fd, ptr, len)    right
 *     mmu_pin(), ioctl(), mmu_unpin()   right, for all other calls
 *
 * Both make the accesses that the kernel of a simulated machine would make for
 * its user (copy_to_user()): in the CPU's current mode, with the rights of the
 * tables, setting A and D, and delivering faults to the registered handlers, so
 * that demand paging works. A fault that no handler resolves raises no signal;
 * it ends the range.
 */

struct iovec; /* <sys/uio.h> */

/**
 * mmu_sys_read, mmu_sys_write and others - system calls on memory in windows
 * @fd:     file descriptor of the host
 * @ptr:    in a window of any machine, or ordinary memory
 * @len:    in bytes
 * @offset: where in the file, as for pread(2); the file position stays
 * @iov, @n: several ranges, as for readv(2); at most 1024
 *
 * The memory is made accessible first, then one call of the host transfers all
 * of it. So pages are brought in, and marked dirty by reads, even if the file
 * then has less to give. When a page is not accessible, the transfer ends
 * before it; the same at the end of a window.
 *
 * As with any read(2) or write(2), fewer bytes than asked for may be
 * transferred. From pipes, sockets and terminals it is one call for at most
 * 1024 pages; files and block devices go on after these.
 *
 * No lock is held while the host waits. The frames are pinned meanwhile:
 * mmu_pin() says what that means. Fault handlers may jump out (siglongjmp()),
 * which they do before the host is called. Who leaves the call while the host
 * waits (a signal handler that jumps, pthread_cancel()) leaves the frames pinned.
 *
 * Return: bytes transferred, which may be fewer; 0 at the end of the file;
 * -EFAULT when the first page is not accessible; -EINVAL for @n out of range;
 * -EOWNERDEAD as mmu_window_open(); -EDEADLK when another thread drives the CPU
 * and waits for one of this thread's; -ENOMEM for lists of more than 128 pages;
 * another negative errno of the host or of a handler. errno is not used.
 */
MMU_API ssize_t mmu_sys_read(int fd, void *ptr, size_t len);
MMU_API ssize_t mmu_sys_write(int fd, const void *ptr, size_t len);
MMU_API ssize_t mmu_sys_pread(int fd, void *ptr, size_t len, int64_t offset);
MMU_API ssize_t mmu_sys_pwrite(int fd, const void *ptr, size_t len,
			       int64_t offset);
MMU_API ssize_t mmu_sys_readv(int fd, const struct iovec *iov, int n);
MMU_API ssize_t mmu_sys_writev(int fd, const struct iovec *iov, int n);

/**
 * mmu_pin - a range of memory for the kernel of the host
 * @ptr:    in a window, or ordinary memory, which is given back as it is
 * @len:    in bytes, not 0
 * @how:    MMU_READ: the host will read the memory; MMU_WRITE: also write it
 * @pinned: out: where the host finds it: pass this pointer to the system call
 *
 *     n = mmu_pin(ptr, sizeof(struct termios), MMU_WRITE, &pinned);
 *     if (n == sizeof(struct termios))
 *             err = ioctl(fd, TCGETS, pinned);
 *     if (n > 0)
 *             mmu_unpin(pinned);
 *
 * What is pinned is the page frames, as by pin_user_pages() in Linux or by an
 * IOMMU for a device: @pinned is a second view of them, in one piece, readable,
 * and writable with MMU_WRITE. The window is left alone. So whatever happens to
 * the translation (another entry, INVLPG, CR3, eviction, another mode), code in
 * the window faults as ever, and the view shows the same frames as before:
 * what the host writes then goes to frames that the address may no longer lead
 * to. Pinned frames that are freed stay allocated until mmu_unpin(). Handlers
 * that take frames away ask mmu_frame_pinned() first.
 *
 * A is set, and D with MMU_WRITE, when the range is pinned; stores of the host
 * through the view set neither.
 *
 * The view takes a host mapping for each run of frames that lie one behind the
 * other. In a child of the process it shows what was there when the process
 * forked, and is the child's own: the machine is not copied (mmu_set_fork_copy()).
 *
 * Return: bytes pinned, from the first on; fewer than @len when a page is not
 * accessible, or beyond the end of the window. -EFAULT when none is; -EINVAL
 * for other @len, @how; -EOWNERDEAD and -EDEADLK as mmu_sys_read(); -ENOMEM
 * (mmu_last_error() tells why); another negative errno of a handler.
 */
MMU_API ssize_t mmu_pin(const void *ptr, size_t len, unsigned int how,
			void **pinned);

/**
 * mmu_unpin - end a pin
 * @pinned: what mmu_pin() gave; a bug (mmu_bug()) if it is nothing of the kind
 *
 * Pins end with their machine, too.
 */
MMU_API void mmu_unpin(void *pinned);

/**
 * struct mmu_call_args - native code to run as simulated code
 * @size: sizeof(struct mmu_call_args)
 * @fn:   host address of the first instruction
 * @arg:  its arguments (System V: RDI, RSI, RDX, RCX, R8, R9)
 * @sp:   host address one past its stack, a multiple of 16; the stack lies in
 *        a window
 * @stack_len: bytes below @sp that are its stack, for tools that watch stacks;
 *        0: 16 KiB
 */
struct mmu_call_args {
	size_t size;
	uint64_t fn;
	uint64_t arg[6];
	uint64_t sp;
	uint64_t stack_len;
};

/**
 * mmu_call - run native code as simulated code
 * @cpu:    CPU 0 of the machine
 * @args:   what to run
 * @result: out: RAX when it returned; may be NULL
 *
 * While it runs every address is a linear address: one outside of windows is
 * translated by the simulated tables as it stands, so that a null pointer is a
 * simulated fault at 0. Exceptions are delivered as ever; one that stays
 * unresolved ends the call, and nothing of the code's stack is unwound.
 *
 * Return: 0; the vector that ended the call, with MMU_RESULT_DE for vector 0;
 * -ENOTSUP, -ENOMEM, -EINVAL.
 */
MMU_API int mmu_call(struct mmu_cpu *cpu, const struct mmu_call_args *args,
		     uint64_t *result);

#endif
