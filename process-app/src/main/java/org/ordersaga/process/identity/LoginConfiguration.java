package org.ordersaga.process.identity;

import org.ordersaga.doors.LoginThrottle;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the logins of the API and of the web applications share. */
@Configuration
class LoginConfiguration {

  @Bean
  LoginThrottle loginThrottle(@Value("${ordersaga.login.slips-of-one-address}") int slips) {
    return new LoginThrottle(slips);
  }
}
