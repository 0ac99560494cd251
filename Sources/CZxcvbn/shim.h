// libzxcvbn: the estimator of passphrase strength that KeePassXC uses.
#pragma once
#include <stddef.h>
#include <zxcvbn.h>
