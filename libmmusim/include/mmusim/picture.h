/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * picture.h - the walk of one access, a whole address space, and curves, as SVG.
 *
 * What mmu_explain() and mmu_space_text() tell in words, drawn; and what a lab
 * has measured. Each picture
 * is one complete SVG file: text is text, so that it can be searched and
 * copied, colours follow a reader's dark or light setting where the viewer
 * knows it, and nothing depends on colour alone. A picture is made while the
 * tables are read, in small pieces, and nothing is allocated.
 */
#ifndef MMUSIM_PICTURE_H
#define MMUSIM_PICTURE_H

#include <mmusim/api.h>
#include <mmusim/machine.h>

/**
 * mmu_write_fn - takes the next piece of a picture
 * @arg:  the caller's
 * @text: not terminated; valid during the call
 * @len:  of @text, in bytes; not 0
 *
 * Return: 0 to go on; anything else ends the picture, which is incomplete.
 */
typedef int mmu_write_fn(void *arg, const char *text, size_t len);

/**
 * struct mmu_buffer - memory for mmu_write_buffer() to write into
 * @buf:  the caller's; may be NULL when @size is 0
 * @size: of @buf, in bytes
 * @len:  set to 0 before; then the length of the whole text without its NUL.
 *        The text was cut when that is @size or more
 */
struct mmu_buffer {
	char *buf;
	size_t size;
	size_t len;
};

/**
 * mmu_write_buffer - a mmu_write_fn() that fills a struct mmu_buffer
 * @buffer: the struct mmu_buffer; always terminated when its size is not 0
 *
 *	struct mmu_buffer svg = {.buf = buf, .size = sizeof(buf)};
 *
 *	mmu_walk_svg(machine, mmu_cpu_mode(cpu), la, MMU_READ,
 *		     mmu_write_buffer, &svg);
 *
 * Return: 0, also when the text is cut.
 */
MMU_API int mmu_write_buffer(void *buffer, const char *text, size_t len);

/**
 * mmu_walk_svg - draw the walk for one access
 * @machine: whose memory holds the tables
 * @mode:    control registers and privilege of the access, as mmu_explain()
 *           takes it
 * @la:      linear address, in bytes; any alignment
 * @how:     enum mmu_how, with flags
 * @write:   takes the text, about 20 KiB
 * @arg:     passed to @write
 *
 * From left to right CR3, each table with the entry that is used, its flags
 * and its neighbours, and the page; above them the fields of the linear
 * address. On a fault the bit that decides is marked, in the entry and in the
 * control register that makes it count, and the error code is shown bit by
 * bit. Sets neither A nor D; the TLB is not asked.
 *
 * Return: 0; what @write returned to end it.
 * Context: may not run in the SIGSEGV handler.
 */
MMU_API int mmu_walk_svg(struct mmu_machine *machine,
			 const struct mmu_mode *mode, uint64_t la,
			 unsigned int how, mmu_write_fn *write, void *arg);

/**
 * mmu_space_svg - draw an address space
 * @root:  physical address of the top-level table
 * @write: takes the text, up to 40 KiB
 * @arg:   passed to @write
 *
 * A bar for each range of mmu_space_ranges(), the highest address on top,
 * heights by the logarithm of the length, colours by the rights. When there
 * are more than 60, neighbours are drawn as one bar: as many as it takes.
 *
 * Return: 0; what @write returned to end it.
 * Context: may not run in the SIGSEGV handler.
 */
MMU_API int mmu_space_svg(struct mmu_machine *machine, uint64_t root,
			  mmu_write_fn *write, void *arg);

#define MMU_CHART_CURVES 7

/** struct mmu_curve - a curve: its name, and y of each point, not negative */
struct mmu_curve {
	const char *name;
	const double *y;
};

/** struct mmu_chart_mark - a vertical line, and its name of up to two lines;
 *  NULL: one less */
struct mmu_chart_mark {
	double x;
	const char *name[2];
};

/**
 * struct mmu_chart - curves that share an axis
 * @size:    sizeof(struct mmu_chart)
 * @title, @x_label, @y_label: plain text
 * @log2_x:  the axis is logarithmic, with ticks at powers of two
 * @npoints: of each curve, at least 2
 * @x:       of these points, ascending; with @log2_x all above 0
 * @ncurves: 1 to MMU_CHART_CURVES
 * @nmarks:  may be 0. Marks lie between the first and the last point
 */
struct mmu_chart {
	size_t size;
	const char *title, *x_label, *y_label;
	bool log2_x;
	unsigned int npoints, ncurves, nmarks;
	const double *x;
	const struct mmu_curve *curve;
	const struct mmu_chart_mark *mark;
};

/**
 * mmu_chart_svg - draw charts, one below the other
 * @chart: of them @n, at least 1; nothing of it is kept
 * @write: takes the text, about 10 KiB for a chart
 * @arg:   passed to @write
 *
 * Curves differ by colour and by dashes.
 *
 * Return: 0; -EINVAL, before anything was written; what @write returned to end
 * it.
 */
MMU_API int mmu_chart_svg(const struct mmu_chart *chart, unsigned int n,
			  mmu_write_fn *write, void *arg);

#endif
