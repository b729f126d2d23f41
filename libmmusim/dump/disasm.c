/* SPDX-License-Identifier: GPL-2.0-or-later */
/* disasm.c - instructions as text, the way objdump and gdb write them. */
#include <errno.h>
#include <stdio.h>

#include <Zydis/Zydis.h>

#include <mmusim/debuginfo.h>

static void formatter_init(ZydisFormatter *formatter)
{
	static const ZydisFormatterProperty plain[] = {
		ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE,
		ZYDIS_FORMATTER_PROP_ADDR_PADDING_RELATIVE,
		ZYDIS_FORMATTER_PROP_DISP_PADDING,
		ZYDIS_FORMATTER_PROP_IMM_PADDING,
	};

	ZydisFormatterInit(formatter, ZYDIS_FORMATTER_STYLE_ATT);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		ZydisFormatterSetProperty(formatter, plain[i],
					  ZYDIS_PADDING_DISABLED);
	ZydisFormatterSetProperty(formatter,
				  ZYDIS_FORMATTER_PROP_IMM_SIGNEDNESS,
				  ZYDIS_SIGNEDNESS_UNSIGNED);
	ZydisFormatterSetProperty(formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE,
				  ZYAN_FALSE);
}

int mmu_disasm(const void *code, size_t len, uint64_t la, char *buf,
	       size_t size)
{
	ZydisDecodedOperand operand[ZYDIS_MAX_OPERAND_COUNT];
	ZydisDecodedInstruction insn;
	ZydisFormatter formatter;
	ZydisDecoder decoder;
	ZyanStatus status;
	char text[256];

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
			 ZYDIS_STACK_WIDTH_64);
	status = ZydisDecoderDecodeFull(&decoder, code, len, &insn, operand);
	if (status == ZYDIS_STATUS_NO_MORE_DATA)
		return -ENODATA;
	if (ZYAN_FAILED(status))
		return -EILSEQ;
	formatter_init(&formatter);
	status = ZydisFormatterFormatInstruction(&formatter, &insn, operand,
						 insn.operand_count_visible,
						 text, sizeof(text), la, NULL);
	if (ZYAN_FAILED(status))
		return -EILSEQ;
	snprintf(buf, size, "%s", text);
	return insn.length;
}
