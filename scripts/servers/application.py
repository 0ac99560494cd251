"""One of the applications on a loopback port: application.py keystone|nova|old-nova|ec2 PORT

The applications are the packages' own, as a web server would load them.
"""

import sys

name, port = sys.argv[1], int(sys.argv[2])
# Nova reads it when it is imported.
sys.argv = [name]

if name == "keystone":
    from keystone.wsgi.api import application
elif name == "nova":
    from nova.wsgi.osapi_compute import application
elif name == "old-nova":
    # A Nova from before names could have @ and dots, which came with 2.92.
    from nova.api.openstack import api_version_request

    api_version_request._MAX_API_VERSION = "2.91"
    from nova.wsgi.osapi_compute import application
elif name == "ec2":
    import ec2_server

    application = ec2_server.make_application()
else:
    raise SystemExit("no application %r" % name)

from waitress import serve  # noqa: E402, after Nova has chosen its threads

serve(application, host="127.0.0.1", port=port, threads=4, ident=None)
