"""The guard: every file is parsed in a child process that has little to lose and nothing to give away.

Parsers of office files and PDF are large, old and fed with what strangers wrote. A `Pool` keeps a
few child processes and streams the bytes of one file after the other to them; a child never
learns a path. It answers with frames that are decoded strictly (`answers`), never unpickled. What
it may use is bounded (`Limits`), what it may touch is nearly nothing (`sandbox`, `kernel`). A
crash, a hang or a bomb costs the file that caused it, and one new process.
"""
