"""What the system says of a file or an address that cannot be used, in Chinese."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping

WHY: Mapping[int | None, str] = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EFBIG: "文件大小到了限额",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "那里已经有别的文件",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "上级是文件，不是文件夹",
    errno.ELOOP: "链接绕成了圈",
    errno.ENAMETOOLONG: "名字太长",
    errno.EMFILE: "打开的文件太多",
    errno.EADDRINUSE: "别的程序在用",
    errno.EADDRNOTAVAIL: "不是这台机器的地址",
    socket.EAI_NONAME: "没有这个主机名",
    socket.EAI_AGAIN: "查不到这个主机名",
}


def why_not(error: OSError) -> str:
    """Say in words why something could not be written, read or listened on."""
    return WHY.get(error.errno) or error.strerror or str(error)
