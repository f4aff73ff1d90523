"""Reads pictures with a running `nn serve`, with the standard library alone: python3 client.py photo.jpg"""

import argparse
import json
import sys
import urllib.error
import urllib.request


def read(picture, url):
    """Returns the answer of the server, as `nn predict --json` prints it."""
    with open(picture, "rb") as file:
        body = file.read()
    headers = {"Content-Type": "application/octet-stream"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/api/predict", body, headers)) as response:
        return json.load(response)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="+")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where nn serve listens")
    arguments = parser.parse_args()
    failed = False
    for picture in arguments.pictures:
        try:
            answer = read(picture, arguments.url)
            print(f"{picture}: {answer['number']} ({answer['confidence']:.3f})")
        except urllib.error.HTTPError as error:  # the server's reason, such as that it is not a picture
            failed = True
            print(f"{picture}: {json.load(error)['error']['message']}", file=sys.stderr)
        except (OSError, urllib.error.URLError) as error:
            failed = True
            print(f"{picture}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
