module.exports = { migrations: { directory: "./m", tableName: "a\u0000b", extension: "../x" } };
