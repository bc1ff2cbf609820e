# One file for every service: MODULE says which, such as workers/order-worker. docker-compose.yml
# names them all; by hand: docker build --build-arg MODULE=process-app .

# Everything is built once, whatever the service.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
# Tests and the checks of the house belong to "mvn verify".
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -pl sandbox,process-app,auditor,eraser,workers/order-worker,workers/inventory-worker,workers/payment-worker,workers/shipping-worker,workers/notification-worker -am package \
      -Dmaven.test.skip=true -Dspotless.check.skip -Djacoco.skip -Denforcer.skip -Dcyclonedx.skip

FROM build AS unpacked
ARG MODULE
RUN test -n "$MODULE" || { echo "Set --build-arg MODULE, such as workers/order-worker." >&2; exit 1; } && \
    java -Djarmode=tools -jar "$MODULE/target/${MODULE##*/}.jar" extract --layers --destination /unpacked --application-filename service.jar

FROM eclipse-temurin:17-jre
WORKDIR /service
COPY local/compose/healthy /usr/local/bin/healthy
# From what changes seldom to what changes with every commit.
COPY --from=unpacked /unpacked/dependencies/ ./
COPY --from=unpacked /unpacked/spring-boot-loader/ ./
COPY --from=unpacked /unpacked/snapshot-dependencies/ ./
COPY --from=unpacked /unpacked/application/ ./
USER 10001:10001
ENV SERVER_ADDRESS=0.0.0.0 SERVER_PORT=8080
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=5 CMD ["healthy"]
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-Xss512k", "-XX:+ExitOnOutOfMemoryError", "-jar", "service.jar"]
