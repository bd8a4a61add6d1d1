"""Where the running copy goes: a second folder (default) or an S3 bucket; one path per generation.

The path holds node id, incarnation and generation, so that a cloned machine, a restored node or a second
start after a doubtful stop can never write into a copy that somebody may need.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from plumbing.problem import Problem

IDENTITY_FILE = "identity.sealed"
BUCKET_KEYS = "s3.json"  # below keys/


@dataclass(frozen=True, slots=True, order=True)
class Generation:
    """One unbroken copy of one database: `incarnation` ≥ 1 of the node, `number` ≥ 1 within it."""

    incarnation: int
    number: int


class Target(Protocol):
    """A place for copies."""

    def replica(self, node: str, generation: Generation) -> dict[str, Any]:
        """Litestream's `replica` setting for this generation."""
        ...

    def environment(self) -> Mapping[str, str]:
        """Secrets that the child needs. Raises Problem(REPLICA_KEYS_MISSING)."""
        ...


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """A folder on another disk, card or stick."""

    root: Path

    def folder(self, node: str, generation: Generation) -> Path:
        """Folder of one generation."""
        return self.life(node, generation.incarnation) / f"gen-{generation.number:06d}"

    def replica(self, node: str, generation: Generation) -> dict[str, Any]:
        """Litestream's file replica."""
        return {"type": "file", "path": str(self.folder(node, generation))}

    def environment(self) -> Mapping[str, str]:
        """A folder needs no secret."""
        return {}

    def generations(self, node: str) -> list[Generation]:
        """Generations that hold something, oldest first."""
        found = (self.root / node).glob("*/gen-*/ltx")
        return sorted(
            Generation(int(path.parent.parent.name), int(path.parent.name.removeprefix("gen-")))
            for path in found
            if path.parent.parent.name.isdigit() and any(path.rglob("*.ltx"))
        )

    def life(self, node: str, incarnation: int) -> Path:
        """Folder of one incarnation."""
        return self.root / node / str(incarnation)

    def last_incarnation(self, node: str) -> int:
        """The highest incarnation that ever wrote here, 0 when none did."""
        lives = (path.name for path in (self.root / node).glob("*") if path.name.isdigit())
        return max(map(int, lives), default=0)

    def nodes(self) -> list[str]:
        """Node ids that have something here: a copy of the database or a sealed identity."""
        if not self.root.is_dir():
            return []
        return sorted(path.name for path in self.root.iterdir() if path.is_dir() and len(path.name) == 16)

    def identity(self, node: str) -> Path:
        """The node's sealed key, put here at enrolment."""
        return self.root / node / IDENTITY_FILE

    def daily(self, node: str) -> Path:
        """Folder of the independent daily copies."""
        return self.root / node / "daily"

    def blobs(self, node: str) -> Path:
        """The second copy of the node's scans."""
        return self.root / node / "blobs"


@dataclass(frozen=True, slots=True)
class BucketTarget:
    """A bucket of any S3 service. `keys` is a JSON file of mode 0600 with access_key_id, secret_access_key."""

    bucket: str
    prefix: str
    endpoint: str
    keys: Path

    def replica(self, node: str, generation: Generation) -> dict[str, Any]:
        """Litestream's S3 replica."""
        path = "/".join(part for part in (self.prefix.strip("/"), node, str(generation.incarnation)) if part)
        place = {"type": "s3", "bucket": self.bucket, "path": f"{path}/gen-{generation.number:06d}"}
        return place | ({"endpoint": self.endpoint} if self.endpoint else {})

    def environment(self) -> Mapping[str, str]:
        """Access keys, read from the file each time so that they can be changed without a new start."""
        try:
            keys = json.loads(self.keys.read_text(encoding="utf-8"))
            return {
                "LITESTREAM_ACCESS_KEY_ID": str(keys["access_key_id"]),
                "LITESTREAM_SECRET_ACCESS_KEY": str(keys["secret_access_key"]),
            }
        except (OSError, ValueError, KeyError, TypeError) as error:
            hint = "Thiếu khóa truy cập kho sao lưu S3; hãy kiểm tra tệp khóa ghi trong cấu hình."
            raise Problem("REPLICA_KEYS_MISSING", hint, "operator", type(error).__name__) from error


def target_of(data: Path, folder: str, bucket_url: str) -> Target:
    """The target that the configuration names: `s3://bucket/prefix?endpoint=…` with its keys in
    `keys/s3.json`, else a folder (relative to `data`). Raises Problem(REPLICA_ADDRESS)."""
    if not bucket_url:
        return FolderTarget(data / folder)
    parts = urlsplit(bucket_url)
    if parts.scheme != "s3" or not parts.netloc:
        hint = "Địa chỉ kho sao lưu phải có dạng s3://kho/thư-mục?endpoint=…; hãy sửa replica_s3."
        raise Problem("REPLICA_ADDRESS", hint, "operator")
    endpoint = parse_qs(parts.query).get("endpoint", [""])[0]
    return BucketTarget(parts.netloc, parts.path.strip("/"), endpoint, data / "keys" / BUCKET_KEYS)
