"""moto as Amazon EC2, with signatures and permissions enforced.

moto doesn't look at the date of a signature. A request whose path starts with /fast meets a server that does, and whose
clock is an hour ahead: it answers as EC2 documents.
"""

import calendar
import email.utils
import json
import time
import urllib.request

AHEAD = 3600
EXPIRED = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b"<Response><Errors><Error><Code>RequestExpired</Code><Message>Request has expired.</Message></Error></Errors>"
    b"<RequestID>request-id</RequestID></Response>"
)


def make_application():
    from moto.server import DomainDispatcherApplication, create_backend_app

    moto = DomainDispatcherApplication(create_backend_app)

    def application(environment, start_response):
        if not environment["PATH_INFO"].startswith("/fast"):
            return moto(environment, start_response)
        now = time.time() + AHEAD
        signed = calendar.timegm(time.strptime(environment["HTTP_X_AMZ_DATE"], "%Y%m%dT%H%M%SZ"))
        assert abs(now - signed) > 300, "it was signed by this server's clock"
        start_response(
            "400 Bad Request",
            [
                ("Content-Type", "text/xml;charset=UTF-8"),
                ("Content-Length", str(len(EXPIRED))),
                ("Date", email.utils.formatdate(now, usegmt=True)),
            ],
        )
        return [EXPIRED]

    return application


def seed(url):
    """Users who may do all, import keys, or nothing. Returns their access keys, and enforces signatures from then on."""
    import botocore.session

    client = botocore.session.Session().create_client(
        "iam", region_name="us-east-1", endpoint_url=url, aws_access_key_id="seed", aws_secret_access_key="seed"
    )
    imports = ["ec2:ImportKeyPair", "ec2:DescribeKeyPairs"]
    keys = {}
    for user, actions in {"uploader": imports + ["ec2:DeleteKeyPair"], "importer": imports, "powerless": []}.items():
        client.create_user(UserName=user)
        if actions:
            policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", "Action": actions}]}
            client.put_user_policy(UserName=user, PolicyName="keys", PolicyDocument=json.dumps(policy))
        key = client.create_access_key(UserName=user)["AccessKey"]
        keys[user.upper() + "_ID"] = key["AccessKeyId"]
        keys[user.upper() + "_SECRET"] = key["SecretAccessKey"]
    # With the form's type of urllib the server answers 500.
    request = urllib.request.Request(url + "/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"}, method="POST")
    urllib.request.urlopen(request).read()
    return keys
