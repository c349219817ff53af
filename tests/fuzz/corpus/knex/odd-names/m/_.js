exports["up"] = exports.down = exports;
exports.config = config;
