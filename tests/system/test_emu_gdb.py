# SPDX-License-Identifier: Apache-2.0
"""The debugger stub of skerry-emu, with gdb-multiarch and with raw packets."""

import re
import socket

from harness import case

import emu_programs


def start(t, image, *more):
    """Starts the machine stopped; returns its console and the port."""
    console = t.spawn([t.tool("skerry-emu"), "-kernel", image, "-m", "16", "-no-reboot", "-limit", "100M", "-gdb", "0", "-S", *more])
    return console, int(console.expect_re(r"target remote localhost:(\d+)")[1])


def debug(t, port, image, *commands):
    """Runs gdb commands; returns what gdb printed."""
    script = ["set pagination off", "set confirm off", f"target remote localhost:{port}", *commands]
    line = ["gdb-multiarch", "-batch", "-nx"]
    for command in script:
        line += ["-ex", command]
    result = t.run([*line, image], timeout=60)
    return result.out + result.err


@case(tiers=["emu"], needs=["tools", "mips-compiler", "gdb"])
def gdb_breaks_steps_and_changes(t):
    """Breakpoints, single steps, registers and memory through gdb-multiarch."""
    image = emu_programs.build(t, emu_programs.LOOP)
    console, port = start(t, image)
    text = debug(t, port, image, "break work", "continue", "p/x $pc", "p $s0", "stepi", "p $t2", "continue", "p $s0", "set $s0 = 1",
                 "x/i $pc", "set {int}0x80200000 = 0x55aa", "x/wx 0x80200000", "info registers status", "p/x $prid", "p/x $config1",
                 "delete", "continue")
    assert re.search(r"\$1 = 0x8010[0-9a-f]{4}\n\$2 = 100\n", text), text
    assert "$3 = 10\n" in text and "$4 = 99\n" in text
    assert re.search(r"=> 0x8010[0-9a-f]+ <work>:\s+li\s+t2,10", text)
    assert "0x80200000:\t0x000055aa" in text and "status: 0x40" in text
    assert "$5 = 0x19300\n" in text and re.search(r"\$6 = 0x[0-9a-f]{8}\n", text)
    assert "exited normally" in text
    assert console.wait() == 0
    assert "hello" in console.text


@case(tiers=["emu"], needs=["tools", "mips-compiler", "gdb"])
def gdb_sees_each_processor(t):
    """Processors are threads; those not started say so; a reset by the debugger starts over."""
    image = emu_programs.build(t, emu_programs.LOOP)
    console, port = start(t, image, "-cpu", "P5600", "-smp", "4")
    text = debug(t, port, image, "info threads", "thread 3", "p/x $pc", "thread 1", "break finish", "continue", "monitor reset",
                 "maintenance flush register-cache", "p/x $pc", "kill")
    assert len(re.findall(r"Thread \d \(CPU \d \(not started\)\)", text)) == 3, text
    assert "$1 = 0xbfc00000" in text and "$2 = 0xbfc00000" in text
    assert "Breakpoint 1, " in text
    assert console.wait() == 0


@case(tiers=["emu"], needs=["tools", "mips-compiler", "gdb"])
def gdb_gets_hold_of_a_loop_and_lets_go(t):
    """Detaching lets the machine run on; another debugger can attach and look."""
    image = emu_programs.build(t, "b hang\nnop\n")
    console, port = start(t, image)
    debug(t, port, image, "break hang", "continue", "detach")
    text = debug(t, port, image, "x/i $pc", "p/x $pc", "kill")
    assert "<hang" in text, text
    assert console.wait() == 0


class Wire:
    """Raw packets to the stub."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def raw(self, data):
        """Sends bytes as they are."""
        self.socket.sendall(data)

    def ask(self, text):
        """Sends a packet; returns the answer."""
        self.raw(b"$" + text + b"#%02x" % (sum(text) & 0xFF))
        answer = b""
        while not re.search(rb"\$[^#]*#..", answer):
            more = self.socket.recv(4096)
            if not more:
                return None
            answer += more
        self.raw(b"+")
        return re.search(rb"\$([^#]*)#..", answer)[1]


@case(tiers=["emu"], needs=["tools", "mips-compiler"])
def hostile_packets_are_refused(t):
    """Nonsense is answered with an error or an empty packet, and the stub goes on working."""
    console, port = start(t, emu_programs.build(t, emu_programs.LOOP))
    wire = Wire(port)
    wire.raw(b"\xff\x00noise$broken#zz$x#00")
    for packet in (b"m", b"mffffffff,ffffffff", b"m80100000,fff0", b"M80100000,4", b"M80100000,4:0", b"M80100000,4:0g0g0g0g", b"pffff", b"p",
                   b"P0", b"P0=", b"P0=12", b"G1", b"Hg9", b"H", b"T99", b"Z0", b"Z0,", b"Z0,zz,4", b"qRcmd,7", b"qRcmd,626164",
                   b"qXfer:features:read:target.xml:x,y", b"vCont;s:9", b"vCont;C"):
        assert wire.ask(packet)[:1] == b"E", packet
    for packet in (b"X80100000,0:", b"Z2,80100000,4", b"qUnknown", b"vMustReply", b"!", b"_", b""):
        assert wire.ask(packet) == b"", packet
    assert wire.ask(b"z0,80100000,4") == b"OK"
    assert wire.ask(b"qXfer:features:read:target.xml:fffffff,10") == b"l"
    for index in range(70):
        answer = wire.ask(b"Z0,%x,4" % (0x80200000 + 4 * index))
        assert answer == (b"OK" if index < 64 else b"E01")
    assert wire.ask(b"m80100000,4") == wire.ask(b"m80100000,4")
    assert wire.ask(b"p25") == b"0000c0bf"
    wire.raw(b"$" + b"y" * 5000 + b"#00")  # too long: not acknowledged, not answered
    assert wire.ask(b"k") is None
    assert console.wait() == 0
