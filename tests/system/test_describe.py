# SPDX-License-Identifier: Apache-2.0
"""The system-description compiler: good systems, and every kind of broken one with its number and place."""

import json
import re
import struct
import xml.etree.ElementTree

from describe_cases import BOARD, BROKEN, CATALOGUE, SYSTEM
from harness import ROOT, case

MARK = "§"


def write(t, changes=()):
    """Writes the good system with changes into the case's folder; where the mark was: (file, line, column) or None."""
    texts = {"bench.dts": SYSTEM, "board.dtsi": BOARD}
    for old, new in changes:
        name = next((name for name, text in texts.items() if old in text), None)
        assert name, f"the case changes {old!r}, which is not there"
        texts[name] = texts[name].replace(old, new, 1)
    where = None
    for name, text in texts.items():
        if MARK in text:
            before = text[:text.index(MARK)]
            where = (name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        (t.dir / name).write_text(text.replace(MARK, ""))
    for i in range(30):
        (t.dir / f"f{i}").write_text("x")
    (t.dir / "empty").write_text("")
    (t.dir / "large").write_text(20000 * "x")
    (t.dir / "known").write_text(CATALOGUE)
    return where


def describe(t, *options, file="bench.dts"):
    """Runs the compiler in the case's folder."""
    return t.run([t.tool("skerry-describe"), file, "--catalogue", "known", *options], cwd=t.dir)


@case(tiers=["unit"], needs=["tools"], params=sorted(BROKEN))
def broken_description_has_its_error(t):
    """Exit code 2, the number, the place in the source, and a hint; no output is written."""
    number, changes = BROKEN[t.param]
    where = write(t, changes)
    done = describe(t, "--json", "-", "-o", "out.form")
    assert done.code == 2, done
    problems = json.loads(done.out)["problems"]
    wanted = [p for p in problems if p["number"] == f"D{number}"]
    assert wanted, done
    assert problems[0] == wanted[0] and all(p["hint"] and p["message"] for p in problems), done
    if where:
        assert (wanted[0]["file"], wanted[0]["line"], wanted[0]["column"]) == where, (where, wanted[0])
        assert f"{where[0]}:{where[1]}:{where[2]}: error D{number}: " in done.err
    assert not (t.dir / "out.form").exists()


@case(tiers=["unit"], needs=["tools"])
def one_mistake_gives_one_error(t):
    """Few of the broken descriptions give more than the one error that is meant."""
    several = []
    for name, (_number, changes) in BROKEN.items():
        write(t, changes)
        count = len(json.loads(describe(t, "--json", "-").out)["problems"])
        several += [name] if count > 1 else []
    assert len(several) <= len(BROKEN) // 10, several


@case(tiers=["unit"], needs=["tools"])
def forty_kinds_of_errors_are_tried(_t):
    """The cases reach most of the numbers that the compiler has."""
    listed = set(map(int, re.findall(r"PROBLEM\([A-Z_]+, (\d+)", (ROOT / "tools/describe/problem_list.h").read_text())))
    tried = {number for number, _ in BROKEN.values()}
    assert tried <= listed and len(tried) >= 40
    # What is left needs a damaged dtc, a file that cannot be read, or is tried below.
    assert listed - tried <= {102, 103, 110, 509, 513}, sorted(listed - tried)


@case(tiers=["unit"], needs=["tools"], params=["a folder", "no file", "zero bytes"])
def unreadable_file_is_bad_input(t):
    """What is no text file is refused before dtc sees it."""
    write(t)
    number = 103 if t.param == "zero bytes" else 102
    (t.dir / "zero.dts").write_bytes(b"/dts-v1/;\0/ { };")
    name = {"a folder": ".", "no file": "none.dts", "zero bytes": "zero.dts"}[t.param]
    done = describe(t, file=name)
    assert done.code == 2 and f"error D{number}: " in done.err, done


@case(tiers=["unit"], needs=["tools"])
def endless_include_is_ended(t):
    """A file that is no file cannot hold up the compiler."""
    write(t, [('"board.dtsi"', '"/dev/zero"')])
    done = describe(t, "--json", "-")
    assert done.code == 2 and json.loads(done.out)["problems"], done


@case(tiers=["unit"], needs=["tools"])
def misspelt_words_get_a_suggestion(t):
    """Properties, labels, programs, choices and guests."""
    for name, word in (("unknown_property", "priority"), ("unknown_label", "uart0"), ("no_such_program", "ping"),
                       ("no_choice", "restart"), ("no_such_image", "min/vmlinux"), ("unknown_section", "links")):
        write(t, BROKEN[name][1])
        said = describe(t).err
        assert f"did you mean '{word}'?" in said, said


@case(tiers=["unit"], needs=["tools"])
def good_description_is_resolved(t):
    """Defaults are filled in, the console's service is there, and servers come before clients."""
    write(t)
    done = describe(t, "--json", "-", "-o", "out.form")
    assert done.code == 0 and done.err == "", done
    system = json.loads(done.out)["system"]
    assert [d["name"] for d in system["domains"]] == ["console", "two", "one"]
    console, two, one = system["domains"]
    assert console["kind"] == "service" and console["devices"] == ["uart0"] and console["priority"] == 200
    assert one["stack_bytes"] == 16384 and one["on_end"] == "stop" and one["cpu"] == 0
    assert one["priority"] == two["priority"] < console["priority"]
    assert system["cpu_load_ppm"] == [350000]
    assert {"name": "ask", "kind": "gate", "server": "two", "client": "one", "passive": False, "memory_bytes": 0} in system["links"]
    assert [m["name"] for m in system["modules"]] == ["ping", "pong", "console"]
    form = (t.dir / "out.form").read_bytes()
    magic, version, size = struct.unpack_from("<III", form)
    assert magic == 0x59534B53 and version == 3 and size == len(form)


@case(tiers=["unit"], needs=["tools"])
def network_brings_its_switch(t):
    """A network is a service under its own name, with the rate as its parameter, and a port in shared memory for each domain."""
    write(t, [("ask { calls = <&one &two>; }", "lan { ethernet = <&one &two>; port-kbit = <800>; }")])
    system = json.loads(describe(t, "--json", "-").out)["system"]
    lan = next(d for d in system["domains"] if d["name"] == "lan")
    assert lan["kind"] == "service" and lan["program"] == "switch" and lan["parameters"] == {"port-kbit": 800}
    ends = [link for link in system["links"] if link["kind"] == "ethernet"]
    assert [(e["server"], e["client"], e["memory_bytes"]) for e in ends] == [("lan", "one", 49152), ("lan", "two", 49152)]


@case(tiers=["unit"], needs=["tools"])
def shorter_periods_get_higher_priorities(t):
    """Priorities follow the periods when none is given."""
    write(t, [("<1000 10000>", "<100 1000>")])
    domains = {d["name"]: d for d in json.loads(describe(t, "--json", "-").out)["system"]["domains"]}
    assert domains["one"]["priority"] > domains["two"]["priority"]


@case(tiers=["unit"], needs=["tools"])
def turns_without_a_limit_promise_nothing(t):
    """Equal budget and period are a length of turns: they do not count against the processor."""
    write(t, [("<1000 10000>", "<5000 5000>"), ("<2000 10000>", "<9000 9000>")])
    done = describe(t, "--json", "-")
    assert done.code == 0 and json.loads(done.out)["system"]["cpu_load_ppm"] == [50000], done


@case(tiers=["unit"], needs=["tools"])
def trusted_domain_may_have_a_bus_master(t):
    """With 'dma-trusted' the grant that is an error without is good."""
    write(t, [("<1000 10000>;", "<1000 10000>; devices = <&nic>; dma-trusted;")])
    assert describe(t).code == 0


@case(tiers=["unit"], params=sorted(p.name for p in (ROOT / "systems").glob("*.dts")))
def systems_of_the_tree_are_good(t):
    """`skerry check` accepts every description in systems/, from any folder."""
    done = t.run([t.root / "skerry", "check", t.root / "systems" / t.param], timeout=110, cwd="/")
    assert done.code == 0 and "domains" in done.out, done


@case(tiers=["unit"], needs=["tools"])
def reference_page_is_that_of_the_tables(t):
    """docs/system-description.md ends with what the compiler prints."""
    page = (t.root / "docs/system-description.md").read_text()
    _, mark, reference = page.partition("<!-- skerry-describe --reference -->\n")
    assert mark and reference == t.run([t.tool("skerry-describe"), "--reference"]).out, "write it again: see the page's first lines"


@case(tiers=["unit"], needs=["tools"])
def schema_has_every_word(t):
    """The schema for editors is JSON and knows the words of each node."""
    schema = json.loads(t.run([t.tool("skerry-describe"), "--schema"]).out)
    domain = schema["$defs"]["domain"]["properties"]
    assert domain["runs-us"]["minItems"] == 2 and domain["on-crash"]["items"]["enum"] == ["stop", "restart", "end-system"]
    assert schema["$defs"]["board"]["properties"]["ram-mib"]["items"]["minimum"] == 8
    assert set(schema["$defs"]["link"]["properties"]) >= {"console", "calls", "shared-memory", "ethernet", "on"}


@case(tiers=["unit"], needs=["tools"])
def picture_has_every_domain_and_device(t):
    """The picture is XML with a box for each domain and owned device, and a line for each link."""
    write(t, [("<1000 10000>;", "<1000 10000>; devices = <&dac>;")])
    assert describe(t, "--svg", "out.svg").code == 0
    root = xml.etree.ElementTree.parse(t.dir / "out.svg").getroot()
    tag = "{http://www.w3.org/2000/svg}"
    words = {text.text for text in root.iter(f"{tag}text")}
    assert words >= {"one", "two", "console", "dac", "uart0", "ask", "tty"}, words
    assert len(list(root.iter(f"{tag}rect"))) == 5 and len(list(root.iter(f"{tag}path"))) == 3


@case(tiers=["unit"])
def graph_draws_a_system(t):
    """`skerry graph` writes the picture; of a broken description it writes none and ends with exit code 2."""
    write(t)
    done = t.run([t.root / "skerry", "graph", t.root / "systems/two-linux.dts", "-o", t.dir / "two.svg"], timeout=110)
    assert done.code == 0 and "alpha" in (t.dir / "two.svg").read_text(), done
    write(t, BROKEN["unknown_property"][1])
    done = t.run([t.root / "skerry", "graph", t.dir / "bench.dts", "-o", t.dir / "bench.svg"], timeout=110)
    assert done.code == 2 and "D201" in done.err and not (t.dir / "bench.svg").exists(), done


@case(tiers=["unit"])
def check_tells_programs_everything(t):
    """`skerry check --json` has the problems and the exit code of the compiler."""
    write(t, BROKEN["unknown_property"][1])
    done = t.run([t.root / "skerry", "check", "--json", t.dir / "bench.dts"], timeout=110)
    said = json.loads(done.out)
    assert done.code == 2 and said["problems"][0]["number"] == "D201" and said["system"] is None
