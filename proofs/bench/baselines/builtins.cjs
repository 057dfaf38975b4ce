// The floor of a cold start: what Node itself has to load for any HTTPS client that signs.
require('node:https');
require('node:crypto');
require('node:zlib');
require('node:stream');
require('node:url');
require('node:querystring');
require('node:util');
