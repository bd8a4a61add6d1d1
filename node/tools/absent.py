"""What stands in where a node has no such tool."""

from node.ports import BackupState, BackupView


class NoBackup(BackupView):
    """No copy is configured, and the page says so."""

    def state(self) -> BackupState:
        """Always "off"."""
        return BackupState("off", 0, "Chưa cấu hình bản sao lưu; hãy đặt replica_dir trong node.toml.")
