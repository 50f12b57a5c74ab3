# SPDX-License-Identifier: Apache-2.0
"""Guest supply: where packages are looked for, the cache, and what is said when something is not there."""

import os
import threading

from harness import case

from guests import aptroot, sources
from guests.errors import BadInput, GuestError, Missing
from guests.store import Store, digest

DEB822 = """\
# a comment
Types: deb deb-src
URIs: http://mirror.example/debian
  http://second.example/debian/
Suites: trixie trixie-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

types: deb
uris: http://security.example/debian-security
suites: trixie-security
components: main
"""

ONE_LINE = """\
deb cdrom:[Debian GNU/Linux 12 _Bookworm_]/ bookworm main
# deb http://commented.example/debian bookworm main
deb [arch=amd64,i386 signed-by=/usr/share/keyrings/x.gpg] https://one.example/debian bookworm main non-free # why
deb [ trusted=yes ] http://side.example/apt cloud-bookworm main
deb http://docker.example/linux/debian bookworm stable
deb-src http://source.example/debian bookworm main
deb http://flat.example/debian ./
deb
"""


def fails(kind, part, function, *arguments):
    """Asserts that the call raises `kind` with `part` in its message; returns the error."""
    try:
        function(*arguments)
    except kind as error:
        assert part in str(error), f"said {str(error)!r}, expected {part!r} in it"
        return error
    raise AssertionError(f"accepted; expected {part!r}")


def etc_with(t, **files):
    """An apt configuration folder with the given files."""
    etc = t.dir / "etc"
    (etc / "sources.list.d").mkdir(parents=True)
    for name, text in files.items():
        path = etc / "sources.list" if name == "main" else etc / "sources.list.d" / name.replace("__", ".")
        path.write_text(text)
    return etc


@case(tiers=["unit"])
def deb822_sources_are_read(t):
    """Several URIs, continuation lines, comments, any letter case and disabled entries."""
    found = sources.parse_deb822(DEB822)
    assert len(found) == 2, found
    assert found[0].uris == ["http://mirror.example/debian", "http://second.example/debian/"]
    assert found[0].suites == ["trixie", "trixie-updates"] and found[0].types == ["deb", "deb-src"]
    assert found[0].options["signed-by"].startswith("\n-----BEGIN")
    assert found[1].suites == ["trixie-security"]


@case(tiers=["unit"])
def one_line_sources_are_read(t):
    """Options in brackets, comments at the end, discs and half lines."""
    found = sources.parse_one_line(ONE_LINE)
    assert [s.uris[0].split("/")[2].split(".")[0] for s in found] == ["one", "side", "docker", "source", "flat"]
    assert found[0].options == {"arch": "amd64,i386", "signed-by": "/usr/share/keyrings/x.gpg"}
    assert found[0].components == ["main", "non-free"]


@case(tiers=["unit"])
def host_mirrors_are_the_archive_itself(t):
    """Of all entries only those of the Debian archive count, in apt's order, each once."""
    etc = etc_with(t, main=ONE_LINE, a__sources=DEB822, b__list="deb http://mirror.example/debian sid main\n", c__save=ONE_LINE)
    assert sources.mirrors({}, etc) == ["https://one.example/debian", "http://mirror.example/debian",
                                        "http://second.example/debian/"]


@case(tiers=["unit"])
def variable_overrides_the_host(t):
    """SKERRY_DEBIAN_MIRROR is used alone; what is no URI, or could smuggle options into a source line, is refused."""
    etc = etc_with(t, main=ONE_LINE)
    assert sources.mirrors({"SKERRY_DEBIAN_MIRROR": " file:/srv/debian "}, etc) == ["file:/srv/debian"]
    for bad in ("mirror.example", "http://x y", "http://x\nhttp://y", "[trusted=yes]http://x"):
        fails(BadInput, "not the URI of a Debian mirror", sources.mirrors, {"SKERRY_DEBIAN_MIRROR": bad}, etc)


@case(tiers=["unit"])
def host_without_debian_is_told(t):
    """A host of another distribution is told which variable to set."""
    etc = etc_with(t, main="deb http://archive.example/ubuntu noble main universe\n")
    error = fails(Missing, "names no Debian mirror; set SKERRY_DEBIAN_MIRROR", sources.mirrors, {}, etc)
    assert error.code == 4


@case(tiers=["unit"])
def offline_is_said_plainly(t):
    """No server at the mirror: exit code 4, the mirror, what to do; and nothing is left in the cache."""
    environ = {"SKERRY_CACHE": str(t.dir / "cache"), "SKERRY_DEBIAN_MIRROR": "http://127.0.0.1:9/debian"}
    done = t.run([t.root / "tools/guests/fetch", "--want", "busybox"], env=environ, timeout=100)
    assert done.code == 4, done
    assert "no Debian mirror can be reached (http://127.0.0.1:9/debian): go online once, or set SKERRY_DEBIAN_MIRROR" in done.err, done
    assert not done.out and not (t.dir / "cache/guests/busybox").exists()


@case(tiers=["unit"])
def offline_option_touches_no_network(t):
    """--offline with an empty cache ends with exit code 4 at once."""
    done = t.run([t.root / "tools/guests/fetch", "--want", "busybox", "--offline"], env={"SKERRY_CACHE": str(t.dir / "cache")})
    assert done.code == 4 and "--offline forbids it" in done.err, done
    assert not (t.dir / "cache/guests/apt").exists()


@case(tiers=["unit"])
def unsigned_mirror_is_refused(t):
    """An archive that nobody signed is not used, whatever it offers."""
    suite = t.dir / "mirror/dists/bookworm"
    (suite / "main/binary-mipsel").mkdir(parents=True)
    (suite / "main/binary-mipsel/Packages").write_text("")
    (suite / "Release").write_text("Origin: Debian\nSuite: oldstable\nCodename: bookworm\nArchitectures: mipsel\nComponents: main\n")
    environ = {"SKERRY_CACHE": str(t.dir / "cache"), "SKERRY_DEBIAN_MIRROR": f"file:{t.dir}/mirror"}
    done = t.run([t.root / "tools/guests/fetch", "--want", "busybox"], env=environ)
    assert done.code == 1 and "signature could not be checked" in done.err, done
    assert not (t.dir / "cache/guests/busybox").exists()


@case(tiers=["unit"])
def unknown_guest_is_named(t):
    """Exit code 2, with the names there are."""
    done = t.run([t.root / "tools/guests/fetch", "--want", "stock,winter"], env={"SKERRY_CACHE": str(t.dir / "cache")})
    assert done.code == 2 and "no such guest: winter; there are busybox, stock," in done.err, done


@case(tiers=["unit"])
def host_settings_never_weaken_the_checks(t):
    """Of the host's apt configuration only how to reach a server is taken over."""
    take = aptroot._REACH.fullmatch
    for line in ('Acquire::http::Proxy "http://proxy.example:3128";', 'Acquire::https::Proxy::one.example "DIRECT";'):
        assert take(line), line
    for line in ('Acquire::https::Verify-Peer "false";', 'Acquire::AllowInsecureRepositories "1";', 'APT::Update::Post-Invoke:: "rm";', 'Acquire::http::Proxy "x"; Evil "y"'):
        assert take(line) is None, line


@case(tiers=["unit"])
def broken_product_never_shows(t):
    """A product whose making fails leaves the one before it; a finished one replaces it whole."""
    store = Store(t.dir, {})
    with store.locked():
        with store.making("p", "k1") as out:
            (out / "f").write_text("one")
        assert store.has("p", "k1") and not store.has("p", "k2")
        try:
            with store.making("p", "k2") as out:
                (out / "f").write_text("half")
                raise GuestError("power cut")
        except GuestError:
            pass
        assert store.has("p", "k1") and (store.path("p") / "f").read_text() == "one"
        with store.making("p", "k2", version="2") as out:
            (out / "g").write_text("two")
    assert store.has("p", "k2") and os.listdir(store.path("p")) != [] and not (store.path("p") / "f").exists()
    assert sorted(p.name for p in store.dir.iterdir()) == ["lock", "p"]


@case(tiers=["unit"])
def left_overs_and_damaged_stamps_are_no_product(t):
    """What an ended run left is removed under the lock; a product without a readable stamp counts as absent."""
    store = Store(t.dir, {"SKERRY_CACHE": str(t.dir / "c")})
    (store.dir / "tmp.dead").mkdir(parents=True)
    (store.dir / "q").mkdir()
    (store.dir / "q/product.json").write_text("{ half")
    with store.locked():
        assert not (store.dir / "tmp.dead").exists()
    assert store.stamp("q") is None and not store.has("q", "k")


@case(tiers=["unit"])
def concurrent_runs_take_turns(t):
    """The second run waits until the first has let go of the lock, and then sees its product."""
    store, order = Store(t.dir, {}), []
    inside = threading.Event()

    def second():
        inside.wait()
        with Store(t.dir, {}).locked():
            order.append(("second", Store(t.dir, {}).has("p", "k")))

    thread = threading.Thread(target=second)
    thread.start()
    with store.locked():
        inside.set()
        with store.making("p", "k") as out:
            (out / "f").write_text("x")
        order.append(("first", True))
    thread.join()
    assert order == [("first", True), ("second", True)]


@case(tiers=["unit"])
def keys_keep_parts_apart(t):
    """The key of a product depends on where one part ends and the next begins."""
    assert digest("ab", "c") != digest("a", "bc") and digest("a", b"b") == digest("a", "b")
