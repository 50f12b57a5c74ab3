# SPDX-License-Identifier: Apache-2.0
"""Broken descriptions: a good one, and what is changed in it for each kind of error. `§` stands where the error must point."""

BOARD = """/ {
	board {
		board = "bench";
		ram-mib = <64>;
		cpus = <1>;
		uart0: uart0 { registers = <0x18000400 8>; interrupt = <4>; terminal; };
		uart1: uart1 { registers = <0x18000300 8>; interrupt = <3>; };
		timer: timer { registers = <0x18010000 64>; kernel; };
		nic: nic { registers = <0x19000000 0x4000>; interrupt = <9>; bus-master; };
		dac: dac { registers = <0x1a000000 64>; interrupt = <10>; };
	};
};
"""

SYSTEM = """/dts-v1/;
/include/ "board.dtsi"
/ {	system = "bench";
	domains {
		one: one {
			app = "ping";
			memory-kib = <64>;
			runs-us = <1000 10000>;
		};
		two: two {
			app = "pong";
			memory-kib = <64>;
			runs-us = <2000 10000>;
		};
	};
	links {
		tty { console = <&one &two>; on = <&uart0>; };
		ask { calls = <&one &two>; };
	};
};
"""

CATALOGUE = "program ping -\nprogram pong -\nprogram switch -\nprogram console -\nprogram monitor -\nprogram vmm -\nguest min/vmlinux -\n"

_ONE = '			app = "ping";\n			memory-kib = <64>;\n			runs-us = <1000 10000>;\n'


def _one(*lines):
    """Domain one with other lines."""
    return (_ONE, "".join(f"\t\t\t{line}\n" for line in lines))


def _extra(line):
    """Domain one with a line more."""
    return (_ONE, _ONE + f"\t\t\t{line}\n")


def _link(line):
    """A link more."""
    return ("\t\task {", f"\t\t{line}\n\t\task {{")


def _device(line):
    """A device more."""
    return ("\t\tdac:", f"\t\t{line}\n\t\tdac:")


_GUEST = 'linux = "min/vmlinux";'
_RUNS = "runs-us = <1000 10000>;"
_MANY = "".join(f'\t\td{i} {{ app = "ping"; memory-kib = <0>; runs-us = <1 10000>; }};\n' for i in range(14))

# name: (number, changes); a change is (old, new) in either file.
BROKEN = {
    "no_semicolon": (101, [("memory-kib = <64>;\n			runs-us = <1000", "memory-kib = <64>\n			§runs-us = <1000")]),
    "extends_a_label_that_is_not_there": (101, [("\t};\n};\n", "\t};\n};\n§&three { app = \"x\"; };\n")]),
    "included_file_missing": (104, [('"board.dtsi"', '§"nowhere.dtsi"')]),
    "node_twice_in_a_block": (105, [("\t\ttwo: two {", "\t\t§one {")]),
    "node_twice_in_two_blocks": (105, [("	links {", "	domains { §one { priority = <9>; }; };\n	links {")]),
    "property_twice": (106, [_extra("§memory-kib = <32>;")]),
    "label_twice": (107, [("two: two", "one: §two")]),
    "unknown_label": (108, [("on = <&uart0>", "on = <§&uart9>")]),
    "includes_itself": (109, [('"board.dtsi"', '"bench.dts"')]),
    "memreserve": (111, [("/dts-v1/;", "/dts-v1/;\n/memreserve/ 0x1000 0x1000;")]),
    "reference_outside_brackets": (112, [("on = <&uart0>", "§on = &uart0")]),
    "unknown_property": (201, [_extra("§prioriti = <3>;")]),
    "property_of_another_node": (202, [_extra("§colour;")]),
    "address": (203, [_extra("§reg = <0x1000 0x1000>;")]),
    "unit_address": (203, [("two: two {", "two: §two@1 {")]),
    "cells": (203, [("	system =", "	§#address-cells = <1>;\n	system =")]),
    "unknown_section": (204, [("	links {", "	§link {")]),
    "node_in_domain": (204, [_extra("§more { };")]),
    "node_in_link": (204, [("calls = <&one &two>;", "calls = <&one &two>; §more { };")]),
    "long_name": (205, [("two: two {", "two: §two-has-a-name-that-is-too-long {")]),
    "long_text_name": (205, [('"bench";\n	domains', '§"a-name-that-is-longer-than-23";\n	domains')]),
    "name_with_capitals": (206, [("two: two {", "two: §Two {")]),
    "text_name_with_a_blank": (206, [('system = "bench"', 'system = §"two words"')]),
    "text_for_number": (207, [_one('app = "ping";', 'memory-kib = §"64";', _RUNS)]),
    "reference_for_number": (207, [_one('app = "ping";', "memory-kib = <§&two>;", _RUNS)]),
    "number_for_text": (208, [_one("app = <§3>;", "memory-kib = <64>;", _RUNS)]),
    "reference_for_text": (208, [_one("app = <§&two>;", "memory-kib = <64>;", _RUNS)]),
    "text_for_reference": (209, [("on = <&uart0>", 'on = §"uart0"')]),
    "number_for_reference": (209, [("on = <&uart0>", "on = <§0>")]),
    "too_few_values": (210, [_one('app = "ping";', "memory-kib = <64>;", "§runs-us = <1000>;")]),
    "too_many_values": (210, [_one('app = "ping";', "§memory-kib = <64 65>;", _RUNS)]),
    "too_many_parameters": (210, [_extra("parameters { " + " ".join(f"p{i} = <1>;" for i in range(8)) + " §p8 = <1>; };")]),
    "out_of_range": (211, [_extra("priority = <§251>;")]),
    "no_choice": (212, [_extra('on-crash = §"restrat";')]),
    "flag_with_value": (213, [_extra("§dma-trusted = <1>;")]),
    "bytes": (214, [_one('app = "ping";', "memory-kib = [§40];", _RUNS)]),
    "wide_numbers": (215, [_one('app = "ping";', "memory-kib = /bits/ 64 <§64>;", _RUNS)]),
    "empty_text": (216, [_extra('arguments = §"";')]),
    "long_text": (217, [_extra('arguments = §"' + 260 * "x" + '";')]),
    "text_with_quotes": (218, [_extra('arguments = §"say \\"hi\\"";')]),
    "no_memory": (219, [("one: one {\n" + _ONE, f'one: §one {{\n			app = "ping";\n			{_RUNS}\n')]),
    "no_image": (219, [("one: one {\n" + _ONE, f"one: §one {{\n			memory-kib = <64>;\n			{_RUNS}\n")]),
    "no_run_time": (219, [("one: one {\n" + _ONE, 'one: §one {\n			app = "ping";\n			memory-kib = <64>;\n')]),
    "board_without_ram": (219, [("	board {", "	§board {"), ("		ram-mib = <64>;\n", "")]),
    "memory_in_two_units": (220, [_extra("§memory-mib = <1>;")]),
    "app_and_linux": (220, [_one("app = \"ping\";", f"§{_GUEST}", "memory-mib = <8>;", _RUNS)]),
    "guest_word_on_app": (221, [_extra('§on-reset = "stop";')]),
    "restarts_without_restart": (221, [_extra("§restarts = <2>;")]),
    "passive_console": (221, [("on = <&uart0>;", "on = <&uart0>; §passive;")]),
    "no_value": (222, [_extra("§priority;")]),
    "no_board": (301, [('/include/ "board.dtsi"\n', ""), ("on = <&uart0>", "on = <&one>")]),
    "two_boards": (302, [("/ {	system", '/ { §board { board = "other"; }; };\n/ {	system')]),
    "registers_overlap": (303, [_device("rom { §registers = <0x19003ffc 16>; };")]),
    "interrupt_twice": (304, [_device("rom { §interrupt = <9>; };")]),
    "registers_in_ram": (305, [_device("rom { §registers = <0x1000 16>; };")]),
    "empty_device": (306, [_device("§rom { };")]),
    "registers_wrap": (307, [_device("rom { §registers = <0xfffff000 0x2000>; };")]),
    "no_such_interrupt": (308, [_device("rom { §interrupt = <16>; };")]),
    "no_domains": (401, [(SYSTEM[SYSTEM.index("	domains"):], "	§domains { };\n};\n")]),
    "too_many_domains": (402, [("	domains {\n", "	domains {\n" + _MANY), ("		tty", "		§tty")]),
    "name_of_a_service": (403, [("two: two {", "two: §console {")]),
    "no_such_program": (404, [_one('app = §"pnig";', "memory-kib = <64>;", _RUNS)]),
    "no_such_image": (405, [_one('linux = §"min/vmlinus";', "memory-mib = <8>;", _RUNS)]),
    "no_such_file": (405, [_extra('files = §"nowhere.txt";')]),
    "kernel_is_no_program": (406, [_one('linux = §"bench.dts";', "memory-mib = <8>;", _RUNS), ("calls = <&one &two>", "shared-memory = <&two &one>"),
                                   ("		ask", "		// ask")]),
    "guest_without_room": (407, [_one(_GUEST, "memory-kib = <§512>;", _RUNS), ("		ask", "		// ask")]),
    "device_granted_twice": (408, [_extra("devices = <&dac>;"), ("<2000 10000>;", "<2000 10000>; devices = <§&dac>;")]),
    "device_of_the_kernel": (409, [_extra("devices = <§&timer>;")]),
    "terminal_granted": (409, [_extra("devices = <§&uart0>;")]),
    "shared_register_page": (410, [_extra("devices = <§&uart1>;")]),
    "untrusted_bus_master": (411, [_extra("devices = <§&nic>;")]),
    "needless_trust": (412, [_extra("devices = <&dac>; §dma-trusted;")]),
    "domain_as_device": (413, [_extra("devices = <§&two>;")]),
    "memory_in_pieces": (414, [_one('app = "ping";', "memory-kib = <§70>;", _RUNS)]),
    "stack_in_pieces": (414, [_extra("stack-kib = <§20>;")]),
    "two_files_of_one_name": (415, [_extra('files = "board.dtsi", §"./board.dtsi";')]),
    "device_tree_is_damaged": (416, [_one(_GUEST, 'device-tree = §"board.dtsi";', "memory-mib = <8>;", _RUNS), ("		ask", "		// ask")]),
    "two_things_of_one_name": (417, [_link("§memory { shared-memory = <&one &two>; };")]),
    "empty_image": (418, [_extra('files = §"empty";')]),
    "disk_smaller_than_its_image": (419, [_one(_GUEST, "memory-mib = <8>;", _RUNS, 'disk = "large"; disk-kib = <§16>;'), ("		ask", "		// ask")]),
    "disk_of_no_granules": (414, [_one(_GUEST, "memory-mib = <8>;", _RUNS, "disk-kib = <§17>;"), ("		ask", "		// ask")]),
    "guest_controls": (420, [_one(_GUEST, "memory-mib = <8>;", _RUNS, "§controls-system;"), ("calls = <&one &two>", "calls = <&two &one>"),
                             ("		ask { calls = <&two &one>; };\n", "")]),
    "monitor_controls_nothing": (421, [("one: one {", "one: §one {"), _one('app = "monitor";', "memory-kib = <64>;", _RUNS)]),
    "all_in_background": (422, [("	domains {", "	§domains {"), ("runs-us = <1000 10000>;", "runs-us = <1000 10000>; background;"),
                                ("runs-us = <2000 10000>;", "runs-us = <2000 10000>; background;")]),
    "control_twice": (417, [_extra("controls-system;"), ("ask {", "§control {")]),
    "disk_on_app": (221, [_extra("§disk-kib = <16>;")]),
    "link_of_no_kind": (501, [("		ask { calls = <&one &two>;", "		§ask {")]),
    "link_of_two_kinds": (502, [("calls = <&one &two>;", "calls = <&one &two>; §shared-memory = <&one &two>;")]),
    "link_to_a_device": (503, [("calls = <&one &two>", "calls = <&one §&dac>")]),
    "link_to_itself": (504, [("calls = <&one &two>", "calls = <&one §&one>")]),
    "dangling_link": (505, [("calls = <&one &two>", "§calls = <&one>")]),
    "console_on_nothing": (506, [("		tty {", "		§tty {"), (" on = <&uart0>;", "")]),
    "console_on_no_terminal": (507, [("on = <&uart0>", "on = <§&dac>")]),
    "two_consoles_on_a_terminal": (508, [("<&one &two>; on", "<&one>; on"), _link("tty2 { console = <&two>; on = <§&uart0>; };")]),
    "calls_in_a_circle": (510, [_link("§back { calls = <&two &one>; };")]),
    "too_many_links": (511, [("		ask {", "".join(f"\t\tm{i} {{ shared-memory = <&one &two>; }};\n" for i in range(30)) + "		§ask {")]),
    "long_network_name": (205, [_link("§network-called-lan { ethernet = <&one &two>; };")]),
    "guest_on_three_networks": (514, [_one(_GUEST, "memory-mib = <8>;", _RUNS), ("		ask {", "".join(
        f"\t\tn{i} {{ ethernet = <{'§' if i == 2 else ''}&one &two>; }};\n" for i in range(3)) + "		// ask {")]),
    "rate_of_a_call": (221, [("calls = <&one &two>;", "calls = <&one &two>; §port-kbit = <100>;")]),
    "guest_calls": (512, [_one(_GUEST, "memory-mib = <8>;", _RUNS), ("calls = <&one &two>", "calls = <§&one &two>")]),
    "long_budget": (601, [_one('app = "ping";', "memory-kib = <64>;", "§runs-us = <10000 1000>;")]),
    "cpu_promised_twice": (602, [("runs-us = <2000 10000>", "runs-us = <9000 10000>"), ("runs-us = <1000", "§runs-us = <1000")]),
    "no_such_cpu": (603, [_extra("cpu = <§1>;")]),
    "memory_promised_twice": (604, [_one('app = "ping";', "memory-mib = <40>;", _RUNS), ("two: two", "two: §two"),
                                    ('app = "pong";\n			memory-kib = <64>', 'app = "pong";\n			memory-mib = <41>')]),
    "kernel_memory_promised_twice": (605, [("	system =", "	kernel-pool-kib = <§1024>;\n	system ="), _extra("kernel-kib = <1024>;")]),
    "too_many_files": (606, [_extra("files = " + ", ".join(f'"f{i}"' for i in range(5)) + ";")] + [
        ("	domains {\n", "	domains {\n" + "".join(
            f'\t\td{i} {{ app = "ping"; memory-kib = <0>; runs-us = <1 10000>; files = '
            + ", ".join(f'"f{5 * i + j + 5}"' for j in range(5)) + "; };\n" for i in range(5)))]),
    "small_quota": (607, [_extra("kernel-kib = <§16>;")]),
    "few_slots": (608, [_extra("slots = <§16>;"), ("		ask", "".join(
        f"\t\tc{i} {{ calls = <&one &two>; }};\n" for i in range(8)) + "		ask")]),
    "quota_is_no_power_of_two": (609, [_extra("kernel-kib = <§100>;")]),
}
