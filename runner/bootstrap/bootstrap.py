# Slipway's helpers for Python scripts: runs before the script, in the same process.
# Reads the variables from descriptor 3 and closes it, so that no child can read them.
import base64
import binascii
import os
import runpy
import sys


def _read_variables():
    with os.fdopen(3, "rb") as blob:
        parts = blob.read().split(b"\0")
    names = [part.decode("utf-8", "replace") for part in parts]
    return dict(zip(names[0::2], names[1::2]))


octopusvariables = _read_variables()


def encode(value):
    return base64.b64encode(str(value).encode("utf-8", "surrogateescape")).decode("ascii")


def decode(value):
    return base64.b64decode(value).decode("utf-8", "replace")


def _message(message, *fields):
    parts = "".join(" %s='%s'" % (key, encode(value)) for key, value in fields)
    print("##octopus[%s%s]" % (message, parts), flush=True)


def _write(category, message):
    print("##octopus[stdout-%s]\n%s\n##octopus[stdout-default]" % (category, message), flush=True)


def get_octopusvariable(key):
    return octopusvariables.get(key, "")


def set_octopusvariable(name, value, sensitive=False):
    if sensitive:
        _message("setVariable", ("name", name), ("value", value), ("sensitive", "True"))
    else:
        _message("setVariable", ("name", name), ("value", value))
    octopusvariables[name] = str(value)


def createartifact(path, fileName=None):
    if not os.path.exists(path):
        raise FileNotFoundError("The artifact '%s' does not exist." % path)
    path = os.path.abspath(path)
    name = fileName or os.path.basename(path)
    length = os.path.getsize(path) if os.path.isfile(path) else 0
    _write("verbose", "Artifact %s will be collected from %s after this step." % (name, path))
    _message("createArtifact", ("path", path), ("name", name), ("length", length))


def updateprogress(progress, message=None):
    _message("progress", ("percentage", progress), ("message", message or ""))


def failstep(message=None):
    if message is not None:
        _message("resultMessage", ("message", message))
    sys.exit(-1)


def printverbose(message):
    _write("verbose", message)


def printwarning(message):
    _write("warning", message)


def printhighlight(message):
    _write("highlight", message)


def printwait(message):
    _write("wait", message)


def _run():
    names = (
        "base64 binascii os sys octopusvariables encode decode get_octopusvariable "
        "set_octopusvariable createartifact updateprogress failstep printverbose printwarning "
        "printhighlight printwait"
    )
    helpers = {name: globals()[name] for name in names.split()}
    sys.argv[0] = "Script.py"
    runpy.run_path("Script.py", helpers, "__main__")


_run()
