"""What click says by itself: usage, help and wrong calls, in Chinese like all that commands say.

click asks gettext for each of its sentences. They are looked up here, whatever the language of the
terminal is; a test holds the table against the sentences of the click that is installed.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from typing import Any

import click

SENTENCES: Mapping[str, str] = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示这一页。",
    "Try '{command} {option}' for help.": "全部写法：{command} {option}",
    "Error: {message}": "{message}",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}：{message}",
    "Missing argument": "缺少",
    "Missing option": "缺少",
    "Missing parameter": "缺少",
    "Missing {param_type}": "缺少",
    "Missing parameter: {param_name}": "缺少 {param_name}",
    "Missing command.": "缺少命令",
    "No such option {name!r}.": "没有 {name} 这个选项",
    "No such command {name!r}.": "没有“{name}”这个命令",
    "(Did you mean one of: {possibilities}?)": "（您是不是想写 {possibilities}）",
    "Option {name!r} does not take a value.": "{name} 后面不写值",
    "Option {name!r} requires {nargs} arguments.": "{name} 后面要写一个值",
    "Argument {name!r} takes {nargs} values.": "{name} 应写 {nargs} 个值",
    "Takes {nargs} values but {len} were given.": "应写 {nargs} 个值，现在是 {len} 个",
    "{len_type} values are required, but {len_value} were given.": (
        "应写 {len_type} 个值，现在是 {len_value} 个"
    ),
    "Got unexpected extra arguments ({args})": "多写了“{args}”",
    "Invalid start character for option ({option})": "选项不能这样开头（{option}）",
    "Choose from:\n\t{choices}": "可以写：\n\t{choices}",
    "{value!r} is not one of {choices}.": "没有“{value}”，可以写 {choices}",
    "{value!r} does not match the formats {formats}.": "应为日期，如 2026-11-23，现在是“{value}”",
    "{value!r} is not a valid {number_type}.": "应为整数，现在是“{value}”",
    "{value} is not in the range {range}.": "应为 {range}，现在是 {value}",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "没有“{value}”，可以写 {states}"
    ),
    "file": "文件",
    "directory": "文件夹",
    "path": "文件或文件夹",
    "{name} {filename!r} does not exist.": "没有“{filename}”这个{name}",
    "{name} {filename!r} is a file.": "“{filename}”是文件，这里要写文件夹",
    "{name} {filename!r} is a directory.": "“{filename}”是文件夹，这里要写文件",
    "{name} {filename!r} is not readable.": "“{filename}”读不了（没有权限）",
    "{name} {filename!r} is not writable.": "“{filename}”写不了（没有权限）",
    "{name} {filename!r} is not executable.": "“{filename}”不能运行（没有权限）",
    "Could not open file {filename!r}: {message}": "打不开“{filename}”：{message}",
    "default: {default}": "不写就是 {default}",
    "required": "必填",
    "Aborted!": "停下了。",
    "unknown error": "原因不明",
}
"""What click says → what is said; of a sentence with a plural, that."""

KINDS_OF_VALUES = {"text": "文字", "integer": "数", "integer range": "数", "datetime": "日期"}
"""A type's name in click → what stands for a value in usage and help."""

_others = gettext.translation


class _Chinese(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return SENTENCES.get(message, message)

    def ngettext(self, _one: str, many: str, _n: int) -> str:
        return SENTENCES.get(many, many)


def _translation(domain: str, localedir: Any = None, *args: Any, **named: Any) -> Any:
    """Return ours to whoever names no folder of translations, as click does."""
    return _Chinese() if localedir is None else _others(domain, localedir, *args, **named)


gettext.translation = _translation
"""Its own search is for files, by the language of the environment, which also what we start has;
and it comes before any command: kinds of values are named when they are made."""


def usage_in_chinese(command: click.Command) -> click.Command:
    """Return a command whose usage and help hold no word of click's that gettext is not asked."""
    command.options_metavar = "[选项]"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.is_flag:
            parameter.metavar = parameter.metavar or KINDS_OF_VALUES.get(parameter.type.name)
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]…"
    return command
