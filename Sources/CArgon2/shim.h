// libargon2: the Argon2 of PPK version 3. OpenSSL has one only from 3.2.
#pragma once
#include <argon2.h>
