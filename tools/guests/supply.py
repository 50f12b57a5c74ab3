# SPDX-License-Identifier: Apache-2.0
"""The guests that can be had, what each is made from, and the one way to get them: `Supply.provide`."""

import os
import pathlib
import subprocess
import sys
import shutil

from guests import deb, initramfs, minkernel, modules, userland, zboot
from guests.aptroot import SUITE, AptRoot
from guests.errors import GuestError, Missing
from guests.sources import mirrors
from guests.store import Store, digest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# What a user of the stock kernel may load; what these need besides is found in the modules.
MODULE_SETS = {
    "virtio": ["virtio_mmio", "virtio_net", "virtio_blk", "virtio_console", "virtio-rng"],
    "router": ["virtio_mmio", "virtio_net", "veth", "bridge", "tun", "8021q", "iptable_filter", "iptable_nat", "xt_MASQUERADE",
               "xt_conntrack", "xt_tcpudp", "xt_nat", "nf_conntrack"],
    "radio": ["virtio_mmio", "virtio_net", "bridge", "ccm", "ctr", "cmac", "gcm", "mac80211_hwsim"],
}

_SELFTEST_FLAGS = ["-std=gnu11", "-O2", "-march=mips32r2", "-static", "-s", "-ffunction-sections", "-Wl,--gc-sections",
                   "-Wl,--build-id=none"]


class Supply:
    """Fetches and makes guests on demand, into the cache of the source tree `root`."""

    def __init__(self, root=ROOT, environ=os.environ, offline=False, refresh=False, say=None):
        self.store = Store(root, environ)
        self.environ = environ
        self.offline = offline
        self.refresh = refresh
        self.say = say or (lambda text: print(text, file=sys.stderr, flush=True))
        self._apt = None
        self._fresh = set()

    def provide(self, names):
        """Makes sure that the named products are in the cache; {"product/file": path} of every file a user may want."""
        for name in names:
            if name not in PRODUCTS:
                raise KeyError(name)
        if not all(self._ready(name) for name in names):
            with self.store.locked():
                for name in names:
                    self._make(name)
        return {f"{name}/{file}": self.store.path(name) / file for name in names for file in PRODUCTS[name].files}

    def ready(self, name):
        """True when the product is in the cache as this source tree wants it."""
        return self.store.has(name, PRODUCTS[name].key(self)) and all(self.ready(n) for n in PRODUCTS[name].needs)

    def read(self, name, file):
        """Bytes of a file of a product that is in the cache."""
        return (self.store.path(name) / file).read_bytes()

    def _root(self):
        """The private apt root, with a fresh list of packages."""
        if self._apt is None:
            if self.offline:
                raise Missing("something has to be fetched, and --offline forbids it: run once without, or copy a filled cache")
            self._apt = AptRoot(self.store.dir / "apt", mirrors(self.environ))
            self.say(f"reading the list of {SUITE} packages for mipsel")
            self._apt.update()
        return self._apt

    def show(self, package):
        """Fields of a Debian package, keys in lower case."""
        return self._root().show(package)

    def package(self, name):
        """(path, version) of a Debian package, fetched if it is not there yet."""
        root = self._root()
        self.say(f"fetching {name}")
        return root.download(name, self.store.dir / "packages"), root.show(name)["version"]

    def kernel_package(self, meta):
        """Name of the kernel package that a meta package stands for."""
        for part in self.show(meta).get("depends", "").split(","):
            if part.strip().startswith("linux-image-"):
                return part.split()[0]
        raise GuestError(f"{meta} depends on no kernel package")

    def _ready(self, name):
        return self.ready(name) and not (self.refresh and name not in self._fresh)

    def _make(self, name):
        product = PRODUCTS[name]
        for other in product.needs:
            self._make(other)
        if self._ready(name):
            return
        self._fresh.add(name)
        key = product.key(self)
        if product.packaged or not self.store.has(name, key):
            self.say(f"making {name}")
            product.make(self, name, key)


class Packaged:
    """A product that is files out of a Debian package."""

    packaged = True
    needs = ()
    recipe = 1  # counts up when the way it is made changes

    def __init__(self, about, package, members):
        self.about, self.package, self.members = about, package, members
        self.files = [pathlib.PurePath(member).name for member in members]

    def key(self, _supply):
        """Changes with the recipe, not with Debian's version: a new version is taken on --refresh."""
        return digest(self.recipe, self.package, *self.members)

    def make(self, supply, name, key):
        """Takes the file out of the package."""
        path, version = supply.package(self.package)
        with supply.store.making(name, key, version=version) as out:
            for member, blob in deb.read(path, self.members).items():
                (out / pathlib.Path(member).name).write_bytes(blob)


class Kernel(Packaged):
    """A Debian kernel, unpacked, with sets of its modules: modules/SET.list names the files in order."""

    recipe = 1

    def __init__(self, about, package, module_sets):
        super().__init__(about, package, ["vmlinux", "config"])
        self.module_sets = module_sets

    def key(self, _supply):
        """Changes with the recipe, the modules wanted and how their order is found."""
        return digest(self.recipe, self.package, self.module_sets, (HERE / "modules.py").read_bytes())

    def make(self, supply, name, key):
        """Unpacks the zboot image and keeps the modules."""
        path, version = supply.package(supply.kernel_package(self.package))
        patterns = ["boot/vmlinuz-*", "boot/config-*"]
        if self.module_sets:
            patterns += ["lib/modules/*.ko", "lib/modules/*/modules.builtin"]
        files = {pathlib.Path(member): blob for member, blob in deb.read(path, patterns).items()}
        with supply.store.making(name, key, version=version) as out:
            for member, blob in files.items():
                if member.name.startswith("vmlinuz-"):
                    (out / "vmlinux").write_bytes(zboot.unpack(blob, member.name))
                elif member.name.startswith("config-"):
                    (out / "config").write_bytes(blob)
            self._keep_modules(files, out / "modules")

    def _keep_modules(self, files, out):
        out.mkdir()
        blobs = {member.stem: blob for member, blob in files.items() if member.suffix == ".ko"}
        lists = [blob for member, blob in files.items() if member.name == "modules.builtin"]
        builtin = [pathlib.PurePath(line).stem for blob in lists for line in blob.decode().split()]
        for label, wanted in self.module_sets.items():
            order = modules.in_order(wanted, blobs, builtin)
            (out / f"{label}.list").write_text("".join(f"{stem}.ko\n" for stem in order), encoding="utf-8")
            for stem in order:
                (out / f"{stem}.ko").write_bytes(blobs[stem])


class SmallKernel:
    """The small kernel, built from Debian's kernel source."""

    packaged = False
    needs = ()
    files = ["vmlinux", "config"]
    recipe = 1

    def __init__(self, about, fragments):
        self.about, self.fragments = about, fragments

    def key(self, _supply):
        """Changes with the configuration."""
        return digest(self.recipe, minkernel.fragment(self.fragments))

    def make(self, supply, name, key):
        """Unpacks the source and builds; some minutes."""
        minkernel.check_tools()
        path, version = supply.package(minkernel.SOURCE_PACKAGE)
        with supply.store.scratch() as scratch, supply.store.making(name, key, version=version) as out:
            tree = minkernel.unpack_source(path, scratch)
            supply.say(f"building {name} (some minutes)")
            image, config = minkernel.build(tree, minkernel.fragment(self.fragments), scratch / "build",
                                            jobs=os.cpu_count() or 1, log=supply.store.dir / f"{name}.log")
            shutil.copyfile(image, out / "vmlinux")
            shutil.copyfile(config, out / "config")


class SelfTest:
    """The C part of the guest's self-test, cross-built."""

    about = "self-test program for the guest's initramfs"
    packaged = False
    needs = ()
    files = ["selftest"]

    def key(self, _supply):
        """Changes with every byte of the sources."""
        return digest(*_SELFTEST_FLAGS, *(path.read_bytes() for path in sorted((HERE / "selftest").glob("*.[ch]"))))

    def make(self, supply, name, key):
        """Compiles and links it, static."""
        compiler = minkernel.CROSS + "gcc"
        if not shutil.which(compiler):
            raise Missing("the self-test needs the packages gcc-mipsel-linux-gnu and libc6-dev-mipsel-cross")
        sources = [str(path) for path in sorted((HERE / "selftest").glob("*.c"))]
        with supply.store.making(name, key) as out:
            result = subprocess.run([compiler, *_SELFTEST_FLAGS, "-o", str(out / "selftest"), *sources],
                                    capture_output=True, text=True, check=False)
            if result.returncode != 0:
                raise GuestError(f"the self-test does not build (is libc6-dev-mipsel-cross installed?)\n{result.stderr}")


class Userland:
    """Programs from Debian packages with their libraries, as they lie in the guest."""

    packaged = True
    needs = ()
    files = []
    recipe = 1

    def __init__(self, about, packages, programs, plugins=()):
        self.about, self.packages, self.programs, self.plugins = about, packages, programs, plugins

    def key(self, _supply):
        """Changes with what is wanted and how it is collected."""
        return digest(self.recipe, self.packages, self.programs, self.plugins)

    def make(self, supply, name, key):
        """Fetches the packages and keeps what the programs need."""
        packages = userland.library_packages(self.packages, supply.show)
        fetched = [supply.package(package) for package in packages]
        found = userland.collect([path for path, _ in fetched], self.programs, self.plugins)
        with supply.store.making(name, key, version=supply.show(self.packages[0])["version"]) as out:
            for path, (blob, mode) in found.items():
                (out / path).parent.mkdir(parents=True, exist_ok=True)
                (out / path).write_bytes(blob)
                (out / path).chmod(mode)


class Initrd:
    """An initramfs with busybox and the self-test; module sets of the stock kernel, further programs and commands."""

    packaged = False
    files = ["initrd.cpio"]

    def __init__(self, about, module_sets=(), programs=None, commands=()):
        self.about, self.module_sets, self.programs = about, module_sets, programs
        self.commands = [HERE / folder for folder in commands]
        self.needs = ("busybox", "selftest") + (("stock",) if module_sets else ()) + ((programs,) if programs else ())

    def key(self, supply):
        """Changes with whatever is put in; the needed products are named by what they were made from."""
        inputs = [str(supply.store.stamp(name)) for name in self.needs]
        ours = [path.read_bytes() for path in initramfs.scripts(initramfs.ROOTFS, *self.commands)]
        code = [(HERE / file).read_bytes() for file in ("initramfs.py", "cpio.py")]
        return digest(*inputs, *ours, *code, self.module_sets)

    def make(self, supply, name, key):
        """Writes the archive."""
        sets = {}
        for label in self.module_sets:
            files = supply.read("stock", f"modules/{label}.list").decode().split()
            sets[label] = [(file, supply.read("stock", f"modules/{file}")) for file in files]
        archive = initramfs.build(supply.read("busybox", "busybox"), supply.read("selftest", "selftest"), sets,
                                  self._extra(supply), self.commands)
        with supply.store.making(name, key) as out:
            (out / "initrd.cpio").write_bytes(archive)

    def _extra(self, supply):
        if not self.programs:
            return {}
        top = supply.store.path(self.programs)
        paths = [path for path in sorted(top.rglob("*")) if path.is_file() and path.parent != top]
        return {str(path.relative_to(top)): (path.read_bytes(), path.stat().st_mode & 0o777) for path in paths}


PRODUCTS = {
    "busybox": Packaged("busybox, static, for mipsel", "busybox-static", ["bin/busybox"]),
    "stock": Kernel("Debian's generic kernel (device tree, UHI boot), with virtio modules", "linux-image-mips32r2el",
                    MODULE_SETS),
    "malta": Kernel("Debian's kernel for the Malta board (YAMON boot)", "linux-image-4kc-malta", {}),
    "min": SmallKernel("small generic kernel, built here", ["min"]),
    "min-virtio": SmallKernel("small generic kernel with virtio built in, built here", ["min", "virtio"]),
    "selftest": SelfTest(),
    "initrd": Initrd("initramfs: shell and self-test"),
    "router-programs": Userland(
        "iptables, dnsmasq, dropbear and iperf3, with their libraries", ["iptables", "dnsmasq-base", "dropbear-bin", "iperf3"],
        {"iptables": "usr/sbin/xtables-legacy-multi", "dnsmasq": "usr/sbin/dnsmasq", "dropbear": "usr/sbin/dropbear",
         "iperf3": "usr/bin/iperf3"}, [f"usr/lib/mipsel-linux-gnu/xtables/lib{kind}_*.so" for kind in ("xt", "ipt")]),
    "radio-programs": Userland(
        "hostapd, wpa_supplicant and iw, with their libraries", ["hostapd", "wpasupplicant", "iw"],
        {"hostapd": "usr/sbin/hostapd", "wpa_supplicant": "sbin/wpa_supplicant", "wpa_cli": "sbin/wpa_cli", "iw": "sbin/iw"}),
    "router": Initrd("initramfs for a router domain on the stock kernel; command router-check", ["virtio", "router"],
                     "router-programs", ["rootfs-router"]),
    "radio": Initrd("initramfs for a radio domain on the stock kernel; command radio-check", ["virtio", "radio"],
                    "radio-programs", ["rootfs-radio"]),
    "initrd-virtio": Initrd("initramfs: shell, self-test and the stock kernel's virtio modules", ["virtio"]),
}

# What the tests boot.
TESTED = ["min", "stock", "malta", "initrd", "initrd-virtio"]
