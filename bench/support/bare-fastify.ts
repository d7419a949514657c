// A handler of the same framework that parses the same body and answers a constant.
import fastify from "fastify";

const server = fastify();
const answer = {
  reservation: "019a0000-0000-7000-8000-000000000000",
  expires_at: "2026-11-21T12:00:00+00:00",
  exceeded: [],
};
server.post("/v1/quota/reserve", async () => answer);
process.stdout.write(`bare at ${await server.listen({ host: "127.0.0.1", port: 0 })}\n`);
