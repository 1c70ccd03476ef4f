"""What is answered where no page of ours can be: the headers of every answer, and a sentence."""

from __future__ import annotations

import logging
import secrets

from waitress.task import ErrorTask

from intake.web.headers import completed

SENTENCES = {
    400: "这个请求的写法不对，没有处理。请从首页重新打开。",
    413: (
        "内容太多了，没有收下。诉求写 1000 字以内就够，也不用附文件："
        "请用浏览器的“后退”回到表单，改短后再提交。"
    ),
    431: "地址或者请求头太长了，没有处理。请从首页重新打开。",
    500: "是我们的错，这一次没有办成。请稍后再试，或直接打电话。",
}
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>没有处理</title>
<meta name="viewport" content="width=device-width"></head>
<body><h1>没有处理</h1><p>{sentence}</p>
<p>日志编号：{identity}</p><p><a href="/">回首页</a></p></body></html>
"""

log = logging.getLogger("intake.web.log")


class Refusal(ErrorTask):  # type: ignore[misc] # waitress ships no types
    """The server's own answer, in place of a line of English and no headers; then it closes."""

    def execute(self) -> None:
        """Answer."""
        error, identity = self.request.error, secrets.token_hex(4)
        sentence = SENTENCES.get(error.code, SENTENCES[400])
        body = PAGE.format(sentence=sentence, identity=identity).encode()
        self.version = "1.1"  # of a head that could not be read none is known
        self.status = f"{error.code} {error.reason}"
        plain = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        self.response_headers.extend(completed(plain))
        self.set_close_on_finish()
        self.content_length = len(body)
        log.info("%s - - %s 0 ms", identity, error.code)
        self.write(body)
