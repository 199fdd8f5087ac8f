# Debian, not Alpine: Temporal's native core needs glibc.
FROM node:20.19.5-bookworm-slim AS build
WORKDIR /app
COPY . .
# `npm ci` builds as well (`prepare`); what only the build needs goes again.
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:20.19.5-bookworm-slim
ENV NODE_ENV=production MUSTER_HOME=/var/lib/muster
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/policy ./policy
COPY --from=build /app/examples ./examples
RUN install -d -o node -g node /var/lib/muster
USER node
CMD ["node", "dist/client/cli/bin.js", "serve"]
