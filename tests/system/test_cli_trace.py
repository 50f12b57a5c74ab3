# SPDX-License-Identifier: Apache-2.0
"""Counting instructions: what QEMU's log is read as, and where the first user output is."""

from cli import trace
from harness import case

KERNEL = "Trace 0: 0x7facbc000100 [00000000/80000180/10000090/ff000201] \n"
USER = "Trace 0: 0x7facbc000240 [00000000/00400000/10000092/ff000201] \n"
LETTER = "serial_write write addr 0x00 val 0x68\n"


@case(tiers=["unit"])
def log_lines_are_read(_t):
    """Mode and address of an instruction, a character of the console; other registers of the UART are nothing."""
    assert trace.parse(KERNEL) == trace.Instruction(0, 0x80000180, False)
    assert trace.parse(USER) == trace.Instruction(0, 0x400000, True)
    assert trace.parse(LETTER) == "h"
    assert trace.parse("serial_write write addr 0x03 val 0x83\n") is None and trace.parse("\n") is None


@case(tiers=["unit"])
def kernel_output_before_user_code_does_not_count(_t):
    """Only a character that comes after user code has begun ends the count."""
    events = [trace.parse(line) for line in (KERNEL, LETTER, KERNEL, USER, KERNEL, LETTER, KERNEL)]
    assert trace.to_first_user_output(events) == 4
    assert trace.to_first_user_output(events[:2]) is None
