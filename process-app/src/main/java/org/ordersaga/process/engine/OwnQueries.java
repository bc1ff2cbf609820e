package org.ordersaga.process.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.ibatis.builder.xml.XMLMapperBuilder;
import org.apache.ibatis.session.Configuration;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.core.io.ClassPathResource;

/** Gives the engine queries besides its own. */
public final class OwnQueries {

  private OwnQueries() {}

  /**
   * Adds those of a file; to be called when the engine is initialized.
   *
   * @param file a MyBatis mapper, in the package of the class
   */
  public static void add(ProcessEngineConfigurationImpl engine, Class<?> user, String file) {
    Configuration queries = engine.getSqlSessionFactory().getConfiguration();
    ClassPathResource mapper = new ClassPathResource(file, user);
    try (InputStream xml = mapper.getInputStream()) {
      new XMLMapperBuilder(xml, queries, mapper.getPath(), queries.getSqlFragments()).parse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
