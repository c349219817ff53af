module.exports = { migrations: { directory: ["../../../../etc", __dirname + "/..", "/proc/self"], loadExtensions: [""] } };
