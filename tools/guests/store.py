# SPDX-License-Identifier: Apache-2.0
"""The cache of guests: one folder a product, put in place in one step, under a lock."""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import sys
import tempfile

CACHE_VARIABLE = "SKERRY_CACHE"
_STAMP = "product.json"


def digest(*parts):
    """Short hash of byte strings and texts; the key that tells whether a cached product is still the wanted one."""
    state = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        state.update(len(data).to_bytes(8, "little") + data)
    return state.hexdigest()[:16]


class Store:
    """The folder `guests` of the cache; products are read without the lock, written only while holding it."""

    def __init__(self, root, environ=os.environ):
        cache = environ.get(CACHE_VARIABLE)
        self.dir = (pathlib.Path(cache) if cache else pathlib.Path(root) / ".cache").absolute() / "guests"

    def path(self, name):
        """Where the product `name` stands or will stand."""
        return self.dir / name

    def stamp(self, name):
        """What was recorded with the product, or None when there is none."""
        try:
            return json.loads((self.path(name) / _STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def has(self, name, key):
        """True when the product is there and was made from `key`."""
        stamp = self.stamp(name)
        return stamp is not None and stamp.get("key") == key

    @contextlib.contextmanager
    def locked(self):
        """Holds the cache's lock; waits for another run, and says so. Left-overs of ended runs are removed."""
        self.dir.mkdir(parents=True, exist_ok=True)
        with open(self.dir / "lock", "a", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("waiting for another run that fills the cache", file=sys.stderr)
                fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self.dir.glob("tmp.*"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    @contextlib.contextmanager
    def scratch(self):
        """A folder in the cache that is removed at the end."""
        path = pathlib.Path(tempfile.mkdtemp(prefix="tmp.", dir=self.dir))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    @contextlib.contextmanager
    def making(self, name, key, **record):
        """Yields an empty folder that becomes the product when the block ends well, and vanishes when it does not."""
        with self.scratch() as scratch:
            fresh = scratch / "new"
            fresh.mkdir()
            yield fresh
            (fresh / _STAMP).write_text(json.dumps({"key": key, **record}, indent=1) + "\n", encoding="utf-8")
            if self.path(name).exists():
                os.rename(self.path(name), scratch / "old")
            os.rename(fresh, self.path(name))
