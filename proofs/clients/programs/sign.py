"""Calls the Redis API with a signature as Tencent's SDKs for Python and Go make it: the host is signed with its port."""
import hashlib
import hmac
import http.client
import json
import sys
import time

call = json.load(sys.stdin)
host, method, query, body = call["host"], call["method"], call["query"], call["body"]
now = int(time.time())
date = time.strftime("%Y-%m-%d", time.gmtime(now))
content_type = "application/json" if method == "POST" else "application/x-www-form-urlencoded"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


unsigned = call.get("unsigned", False)
payload = digest("UNSIGNED-PAYLOAD" if unsigned else body)
canonical = f"{method}\n/\n{query}\ncontent-type:{content_type}\nhost:{host}\n\ncontent-type;host\n{payload}"
scope = f"{date}/redis/tc3_request"
text = f"TC3-HMAC-SHA256\n{now}\n{scope}\n{digest(canonical)}"
key = mac(mac(mac(f"TC3{call['secretKey']}".encode(), date), "redis"), "tc3_request")
signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
headers = {
    "Host": host,
    "Content-Type": content_type,
    "X-TC-Action": call["action"],
    "X-TC-Version": "2018-04-12",
    "X-TC-Region": "ap-guangzhou",
    "X-TC-Timestamp": str(now),
    "Authorization": f"TC3-HMAC-SHA256 Credential={call['secretId']}/{scope}, SignedHeaders=content-type;host, Signature={signature}",
}
if unsigned:
    headers["X-TC-Content-SHA256"] = "UNSIGNED-PAYLOAD"
connection = http.client.HTTPConnection(host)
connection.request(method, f"/?{query}" if query else "/", body or None, headers)
sys.stdout.write(connection.getresponse().read().decode())
