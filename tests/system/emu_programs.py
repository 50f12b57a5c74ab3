# SPDX-License-Identifier: Apache-2.0
"""Small kernels in assembly for the tests of skerry-emu, built with the cross compiler."""

HEAD = """
	.set noreorder
	.set noat
	.globl _start
	.text
_start:
"""

# Prints a0, a zero-terminated string, on the first serial port; asks for a reset.
TAIL = """
print:	lui	$t0, 0xb800
1:	lbu	$t1, 0($a0)
	beqz	$t1, 2f
	addiu	$a0, $a0, 1
	b	1b
	sb	$t1, 0x3f8($t0)
2:	jr	$ra
	nop
finish:	lui	$t0, 0xbf00
	li	$t1, 0x42
	sw	$t1, 0x500($t0)
hang:	b	hang
	nop
"""

# Calls work() a hundred times; each takes 3 * 10 + 3 instructions from work to work_end.
LOOP = """
	la	$a0, hello
	bal	print
	nop
	li	$s0, 100
again:	bal	work
	nop
	addiu	$s0, $s0, -1
	bnez	$s0, again
	nop
	b	finish
	nop
work:	li	$t2, 10
1:	addiu	$t2, $t2, -1
	bnez	$t2, 1b
	nop
	nop
	nop
work_end:
	jr	$ra
	nop
hello:	.asciz	"hello\\n"
	.align	2
"""


def build(t, body, name="kernel"):
    """An ELF with symbols from a body of assembly (entered at _start, ends at `finish`)."""
    source, image = t.dir / f"{name}.S", t.dir / f"{name}.elf"
    source.write_text(HEAD + body + TAIL)
    done = t.run(["mipsel-linux-gnu-gcc", "-march=mips32r2", "-mabi=32", "-EL", "-mno-abicalls", "-fno-pic", "-msoft-float", "-nostdlib",
                  "-static", "-Wl,-Ttext=0x80100000,--build-id=none,-e,_start", "-o", image, source])
    assert done.code == 0, done.err
    return image


def run(t, image, *more, timeout=60, **options):
    """Runs an image to its end."""
    return t.run([t.tool("skerry-emu"), "-kernel", image, "-m", "16", "-no-reboot", "-limit", "100M", *more], timeout=timeout, **options)
